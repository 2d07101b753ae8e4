"""What a visitor can see and use of the page that a browser shows."""

from __future__ import annotations

import importlib.resources

from browser import Browser

ACCESSIBLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def shown(browser: Browser, selector: str) -> str | None:
    """The text of the element, if it is to be seen."""
    return browser.run(
        "const element = document.querySelector(arguments[0]);"
        "return element && element.checkVisibility() ? element.innerText : null",
        selector,
    )


def assert_nothing_beside_the_window(browser: Browser) -> None:
    inner, outer = browser.run(
        "const root = document.scrollingElement; return [root.scrollWidth, root.clientWidth]"
    )
    assert inner <= outer


def broken_rules(browser: Browser) -> list[object]:
    """Rules of accessibility, each with the markup that breaks it, by axe."""
    browser.run((importlib.resources.files("axe_core_python") / "axe.min.js").read_text("utf-8"))
    result = browser.run_async(
        "const {violations, passes} = await axe.run(document, {runOnly: given[0]});"
        "return {violations: violations.map(rule => [rule.id, rule.nodes.map(node => node.html)]),"
        "passes: passes.map(rule => rule.id)}",
        ACCESSIBLE,
    )
    assert {"color-contrast", "html-has-lang", "region"} <= set(result["passes"])
    return result["violations"]
