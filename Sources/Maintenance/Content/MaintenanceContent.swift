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
