// What the operator says about the maintenance.

/// The texts are UTF-8 without control characters, except line feeds in the message.
package struct Announcement {
    /// Nil: the page's own words, in the visitor's language.
    package var title: [UInt8]?
    package var message: [UInt8]?
    /// An http or https URL.
    package var link: [UInt8]?
    /// When it ends: seconds since 1970 in UTC.
    package var until: Int?
    /// Seconds between the page's looks whether the application is back; 0: it doesn't look.
    package var refresh = 30

    package init() {}
}
