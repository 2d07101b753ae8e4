// The texts of the built-in page in one language.

import HTTP

/// Plain text, escaped when the page is rendered. How to add a language: CONTRIBUTING.md.
package struct Translation {
    /// The page's `lang` and the answer's Content-Language: a BCP 47 tag as it is usually written.
    let tag: StaticString
    /// Further tags that ask for this language, in lower case, with spaces between them. Tags that
    /// only add to `tag` (`de-AT` to `de`) find it by themselves.
    let otherTags: StaticString
    let isRightToLeft: Bool
    /// The heading and the window's title: two or three words.
    let title: StaticString
    /// One or two sentences below it. True of planned work and of a failure alike.
    let message: StaticString
    /// A label; the time follows on a line of its own, in the visitor's time zone.
    let expected: StaticString
    /// Shown in place of the countdown when that time has passed.
    let overdue: StaticString
    /// The text of the link to the operator's status page.
    let statusPage: StaticString
    /// How often the page looks; `{seconds}` stands for a number.
    let checking: StaticString
    /// Said when the application answers again, before the page gives way to it.
    let back: StaticString

    /// The text of `checking` with the number in its place.
    func checking(every seconds: Int) -> [UInt8] {
        var text: [UInt8] = []
        var isPlaceholder = false
        for byte in [UInt8](checking) {
            if byte == UInt8(ascii: "{") {
                text.append(decimal: seconds)
                isPlaceholder = true
            } else if byte == UInt8(ascii: "}") {
                isPlaceholder = false
            } else if !isPlaceholder {
                text.append(byte)
            }
        }
        return text
    }

    /// Every tag that asks for this language.
    var tags: [[UInt8]] {
        var tags = [[UInt8](tag)]
        for tag in [UInt8](otherTags).split(separator: UInt8(ascii: " ")) {
            tags.append(Array(tag))
        }
        return tags
    }
}
