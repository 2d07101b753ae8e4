// Everything that decides what is answered.

import HTTP

/// Loaded by the master; rendered into a `ResponseSet`.
package struct MaintenanceContent {
    /// 200–599.
    package var status = 503
    package var announcement = Announcement()
    /// The operator's page for everybody who doesn't ask for another format.
    package var customPage: CustomPage?
    package var ownPages: [DirectoryPage] = []
    package var crossOrigin = CrossOriginPolicy.open

    package init() {}
}

/// The file that replaces the built-in page.
package struct CustomPage {
    let page: Page
    /// The format it takes the place of besides HTML; nil: none of those that are negotiated.
    let format: FormatChoice?
    /// Whether anything of the announcement is to be seen on it.
    package let isFilled: Bool

    package init(content: [UInt8], path: String) throws(PageError) {
        page = try Page(file: content, path: path)
        format = MediaType.of(path: path).format
        isFilled = PageMarkup.isFilled(content)
    }
}

/// What the operator says about the maintenance. The texts are UTF-8 without control characters, except line feeds in the message.
package struct Announcement {
    /// Nil: the page's own words, in the visitor's language.
    package var title: [UInt8]?
    package var message: [UInt8]?
    /// An http, https, mailto or tel URL.
    package var link: [UInt8]?
    /// When it ends: seconds since 1970 in UTC.
    package var until: Int?
    /// Seconds between the page's looks whether the application is back; 0: it doesn't look.
    package var refresh = 30

    package init() {}
}
