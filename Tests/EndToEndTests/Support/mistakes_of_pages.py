"""Mistakes about pages and what they are named."""

from __future__ import annotations

from mistakes import NEXT_PAGE, NO_ENTRY, PREFIX, Mistake, page, page_name

PAGES = [
    page(
        "a page in Latin-1",
        "latin1.html",
        "not UTF-8, by the look of it Latin-1; convert it: iconv -f windows-1252 -t utf-8 FILE > "
        "NEW",
    ),
    page(
        "a page in UTF-16",
        "utf16.html",
        "UTF-16, not UTF-8; convert it: iconv -f utf-16 -t utf-8 FILE > NEW",
    ),
    page(
        "JSON with a mark",
        "bom.json",
        "JSON with a byte order mark before it; take it away: tail -c +4 FILE > NEW",
    ),
    Mistake(
        "JSON that is none",
        {"CUSTOM_FILE_PATH": "{m}/bad.json"},
        "CUSTOM_FILE_PATH={m}/bad.json: not JSON from line 2 on; mend it; python3 -m json.tool "
        "FILE says more" + NEXT_PAGE,
        {"CUSTOM_FILE_PATH": "{m}/page.html"},
    ),
    Mistake(
        "a page that isn't there",
        {"CUSTOM_FILE_PATH": "{m}/nowhere.html"},
        f"CUSTOM_FILE_PATH={{m}}/nowhere.html: {NO_ENTRY}{NEXT_PAGE}",
        {"CUSTOM_FILE_PATH": "{m}/page.html"},
    ),
    Mistake(
        "an empty page",
        {"CUSTOM_FILE_PATH": "{m}/empty"},
        f"CUSTOM_FILE_PATH={{m}}/empty: the file is empty; give a file with something in "
        f"it{NEXT_PAGE}",
        {"CUSTOM_FILE_PATH": "{m}/page.html"},
    ),
    Mistake(
        "a title on a page of one's own",
        {"CUSTOM_FILE_PATH": "{m}/page.html", "TITLE": "Back soon"},
        "TITLE: not on the page, which is {m}/page.html; leave it unset, or write it into the page",
        {"CUSTOM_FILE_PATH": "{m}/filled.html"},
    ),
    Mistake(
        "a page that isn't all in one file",
        {"CUSTOM_FILE_PATH": "{m}/asset.html"},
        "CUSTOM_FILE_PATH={m}/asset.html: wants site.css from here, where every path gets a page; "
        "put it into the page, in <style>, in <script> or as a data: URL",
        {"CUSTOM_FILE_PATH": "{m}/page.html"},
    ),
    page_name(
        "pt_BR.html", "a language is written with hyphens; write pt-BR instead", "pt-BR.html"
    ),
    page_name(
        "münchen.example.html",
        "requests have this host as xn--mnchen-3ya.example; write that instead; it is served for "
        "that all the same",
        "xn--mnchen-3ya.example.html",
        "",
    ),
    page_name(
        "*.example.com.html",
        "no request is for a host with a star; name it after one host, or after a language for "
        "every host",
        "shop.example.com.html",
    ),
    page_name(
        "shop.example.com:8080.html",
        "hosts are compared without their ports; write shop.example.com instead",
        "shop.example.com.html",
    ),
    page_name(
        "::1.html", "an IPv6 address without brackets; write [::1] instead", "[::1].html"
    ),
    page_name(
        "2001:db8::1.de.txt",
        "an IPv6 address without brackets; write [2001:db8::1] instead",
        "[2001:db8::1].de.txt",
    ),
    page_name(
        "[::1]:8080.html",
        "hosts are compared without their ports; write [::1] instead",
        "[::1].html",
    ),
    page_name(
        "index.html",
        f"no request is for a host of that name; name it in {PREFIX}CUSTOM_FILE_PATH if it is for "
        "everybody",
        "en.html",
    ),
    page_name("a..b.html", "no request can be for such a host; name it after a host", "a.b.html"),
    page_name(
        "shop.htm",
        "neither HOST.html, HOST.LANG.html nor LANG.html, nor .json or .txt; name it like one of "
        "these, or keep it elsewhere",
        "shop.html",
    ),
    Mistake(
        "a file for the directory of pages",
        {"PAGES_DIRECTORY": "{m}/page.html"},
        "PAGES_DIRECTORY={m}/page.html: Not a directory; give the directory it is in" + NEXT_PAGE,
        {"PAGES_DIRECTORY": "{tmp}"},
    ),
    *(
        Mistake(
            f"what a shell would read, {path}",
            {"CUSTOM_FILE_PATH": path},
            f"CUSTOM_FILE_PATH={path}: No such file or directory; write the whole path, from / on: "
            f"nobody replaces ~, $ or a URL here{NEXT_PAGE}",
            {"CUSTOM_FILE_PATH": "{m}/page.html"},
        )
        for path in ("~/page.html", "$HOME/page.html", "file:///page.html")
    ),
    Mistake(
        "an announcement that isn't there",
        {"ANNOUNCEMENT_PATH": "{tmp}/announcement.conf"},
        f"ANNOUNCEMENT_PATH={{tmp}}/announcement.conf: {NO_ENTRY}; until then the environment's "
        "texts are used",
        {"ANNOUNCEMENT_PATH": "{m}/announcement.conf"},
    ),
    Mistake(
        "a page for an announcement",
        {"ANNOUNCEMENT_PATH": "{m}/page.html"},
        "ANNOUNCEMENT_PATH={m}/page.html: line 1, <p>ours: neither key = value nor [language]; "
        "begin it with title, message, link, until, refresh, language, or #; until then it is left "
        "out",
        {"ANNOUNCEMENT_PATH": "{m}/announcement.conf"},
    ),
    Mistake(
        "an announcement in UTF-16",
        {"ANNOUNCEMENT_PATH": "{m}/utf16.html"},
        "ANNOUNCEMENT_PATH={m}/utf16.html: UTF-16, not UTF-8; convert it: iconv -f utf-16 -t utf-8 "
        "FILE > NEW; until then the environment's texts are used",
        {"ANNOUNCEMENT_PATH": "{m}/announcement.conf"},
    ),
    page(
        "a logo in Latin-1",
        "latin1.svg",
        "SVG, not UTF-8, by the look of it Latin-1; convert it: iconv -f windows-1252 -t utf-8 "
        "FILE > NEW; until then it is left out",
        "LOGO_PATH",
    ),
    Mistake(
        "an announcement in Latin-1",
        {"ANNOUNCEMENT_PATH": "{m}/latin1.conf"},
        "ANNOUNCEMENT_PATH={m}/latin1.conf: line 1, title = Gr\\xFC\\xDFe: not UTF-8, by the look "
        "of it Latin-1; convert it: iconv -f windows-1252 -t utf-8 FILE > NEW; until then it is "
        "left out",
        converts="ANNOUNCEMENT_PATH",
    ),
    Mistake(
        "a zero in an announcement",
        {"ANNOUNCEMENT_PATH": "{m}/zero.conf"},
        "ANNOUNCEMENT_PATH={m}/zero.conf: line 2, message = a\\x00b: a control character; take it "
        "away; until then it is left out",
        {"ANNOUNCEMENT_PATH": "{m}/announcement.conf"},
    ),
    Mistake(
        "a page that is a link to nothing",
        {"CUSTOM_FILE_PATH": "{m}/dangling.html"},
        "CUSTOM_FILE_PATH={m}/dangling.html: a link to {m}/nowhere/page.html, which isn't there; "
        f"put it there, or link to another{NEXT_PAGE}",
        {"CUSTOM_FILE_PATH": "{m}/page.html"},
    ),
    Mistake(
        "a place for a text that there isn't",
        {"CUSTOM_FILE_PATH": "{m}/place.html"},
        "CUSTOM_FILE_PATH={m}/place.html: nothing is ever put into data-maintenance=\"titel\"; "
        "accepted: title, message, until, left",
        {"CUSTOM_FILE_PATH": "{m}/filled.html"},
    ),
    Mistake(
        "a page for a logo",
        {"LOGO_PATH": "{m}/page.html"},
        "LOGO_PATH={m}/page.html: neither SVG, PNG nor WebP; convert it to one of these; until "
        "then it is left out",
        {"LOGO_PATH": "{m}/logo.svg"},
    ),
    Mistake(
        "a challenge directory that isn't there",
        {"ACME_DIRECTORY": "{tmp}/acme"},
        "ACME_DIRECTORY={tmp}/acme: No such file or directory; put a readable directory there, "
        "or give another path; until then challenges are answered 404",
        {"ACME_DIRECTORY": "{m}"},
    ),
]
