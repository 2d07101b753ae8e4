// The sentences for what is wrong with a page, and with the name of its file.

import HTTP
import Maintenance

extension PageError {
    @inline(never)
    var sentences: Finding.Words {
        switch self {
        case .notUTF8:
            .init(
                "not UTF-8, by the look of it Latin-1",
                "convert it: iconv -f windows-1252 -t utf-8 FILE > NEW")
        case .utf16:
            .init("UTF-16, not UTF-8", "convert it: iconv -f utf-16 -t utf-8 FILE > NEW")
        case .notText: .init("not text", "write the file anew")
        case .byteOrderMark:
            .init(
                "JSON with a byte order mark before it",
                "take it away: tail -c +4 FILE > NEW")
        case .notJSON(let line):
            .init(
                "not JSON from line " + String(line) + " on",
                "mend it; python3 -m json.tool FILE says more")
        case .name(let error): error.sentences
        case .asset(let address):
            .init(
                "wants " + String(bytes: address) + " from here, where every path gets a page",
                "put it into the page, in <style>, in <script> or as a data: URL")
        case .place(let name):
            .init(
                "nothing is ever put into data-maintenance=\"" + String(bytes: name) + "\"",
                "accepted: title, message, until, left")
        }
    }
}

extension PageNameError {
    fileprivate var sentences: Finding.Words {
        switch self {
        case .ending:
            .init(
                "neither HOST.html, HOST.LANG.html nor LANG.html, nor .json or .txt",
                "name it like one of these, or keep it elsewhere")
        case .underscore(let name):
            .init(
                "a language is written with hyphens", "write " + String(bytes: name) + " instead")
        case .wildcard:
            .init(
                "no request is for a host with a star",
                "name it after one host, or after a language for every host")
        case .port(let host):
            .init(
                "hosts are compared without their ports",
                "write " + String(bytes: host) + " instead")
        case .unbracketed(let host):
            .init(
                "an IPv6 address without brackets", "write " + String(bytes: host) + " instead")
        case .everybody:
            .init(
                "no request is for a host of that name",
                "name it in " + Variable.customFilePath.name + " if it is for everybody")
        case .decomposed:
            .init(
                "letters that are put together from several",
                "name it with whole letters, or as xn--…")
        case .host: .init("no request can be for such a host", "name it after a host")
        case .otherScript(let host):
            .init(
                "requests have this host as " + String(bytes: host),
                "write that instead; it is served for that all the same")
        }
    }
}
