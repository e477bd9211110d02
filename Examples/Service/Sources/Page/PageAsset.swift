/// A file of the web pages, held by the program itself.
///
///     if let page = PageAsset.at("/monitoring") {
///         print(page.contentType)     // text/html; charset=utf-8
///     }
///
/// The documents use no inline script and no inline style, and load nothing from elsewhere.
/// Between two versions of the program an asset may change under the same path, so let browsers
/// ask again: `Cache-Control: no-cache` beside ``entityTag``.
public struct PageAsset: Sendable {
    /// What to send.
    public let bytes: [UInt8]

    /// The value of `Content-Type`.
    public let contentType: String

    /// The value of `ETag`, in its quotes: a strong one, a digest of the bytes.
    public let entityTag: String

    /// The asset at the path of a request's target, without its query; `nil` where there is none.
    public static func at(_ path: String) -> PageAsset? {
        all[path]
    }

    /// Whether the value of an `If-None-Match` names this asset: `*`, or tags between commas.
    public func isNamed(byTags tags: String) -> Bool {
        if tags == "*" { return true }
        return tags.split(separator: ",").contains { tag in
            let tag = tag.drop { $0 == " " }
            let strong = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
            return strong.prefix { $0 != " " } == entityTag
        }
    }

    private static let all: [String: PageAsset] = {
        let html = "text/html; charset=utf-8"
        let script = "text/javascript; charset=utf-8"
        let documentation = PageAsset(PackageResources.docs_html, html)
        return [
            "/": PageAsset(PackageResources.index_html, html),
            "/monitoring": PageAsset(PackageResources.monitoring_html, html),
            "/docs": documentation,
            "/redoc": documentation,
            "/assets/page.css": PageAsset(PackageResources.page_css, "text/css; charset=utf-8"),
            "/assets/icon.svg": PageAsset(PackageResources.icon_svg, "image/svg+xml"),
            "/assets/words.js": PageAsset(PackageResources.words_js, script),
            "/assets/common.js": PageAsset(PackageResources.common_js, script),
            "/assets/index.js": PageAsset(PackageResources.index_js, script),
            "/assets/monitoring.js": PageAsset(PackageResources.monitoring_js, script),
            "/assets/docs.js": PageAsset(PackageResources.docs_js, script),
        ]
    }()

    private init(_ bytes: [UInt8], _ contentType: String) {
        self.bytes = bytes
        self.contentType = contentType
        entityTag = "\"\(String(Self.digest(bytes), radix: 16))\""
    }

    /// FNV-1a of 64 bits.
    private static func digest(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
