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
    /// What is left until then: goes on from the time in a line of its own, so it begins in lower
    /// case. One placeholder: `{duration}` becomes "2 hours" as browsers write it, `{relative}` "in 2
    /// hours"; which of them, and what stands round it, is a matter of cases. A language that not
    /// every browser knows gives its own words for minutes, hours and days, and, where they differ,
    /// those for 1, 21, 31: `{minutes|hours|days|minute|hour|day}`, which the number stands before.
    let about: StaticString
    /// Shown in place of that when the time has passed.
    let overdue: StaticString
    /// Told to a visitor who has sent something, a form: it may not have arrived.
    let sent: StaticString
    /// The text of the link to the operator's status page.
    let statusPage: StaticString
    /// Why there is nothing to do: the page follows what changes, and goes when it is over.
    let updates: StaticString
    /// Said when the application answers again, before the page gives way to it.
    let back: StaticString

    /// Every tag that asks for this language.
    var tags: [[UInt8]] {
        var tags = [[UInt8](tag)]
        for tag in [UInt8](otherTags).split(separator: UInt8(ascii: " ")) {
            tags.append(Array(tag))
        }
        return tags
    }
}
