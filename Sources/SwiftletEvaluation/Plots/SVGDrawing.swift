/// A drawing in the making, and then the text of an SVG picture.
///
/// Shapes take their look from the classes of `PlotStyle`, never from attributes of their own.
public struct SVGDrawing: Sendable {
    /// Units across; a unit is a CSS pixel where the picture is shown in its own size.
    let width: Double
    /// Units from top to bottom.
    var height = 0.0
    private let title: String
    private let summary: String
    private var body = ""

    /// - Parameters:
    ///   - title: What is drawn, for those who hear the page.
    ///   - summary: What can be seen in it, in a sentence or two.
    init(width: Double, title: String, summary: String) {
        self.width = width
        self.title = title
        self.summary = summary
    }

    /// The picture as an element within a page that has `PlotStyle`.
    public var element: String {
        element(attributes: "")
    }

    /// The picture as a file of its own.
    public var document: String {
        let size = " width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
        return element(attributes: size, style: "<style>\n\(PlotStyle.css)</style>\n") + "\n"
    }

    private func element(attributes: String, style: String = "") -> String {
        let label = Markup.escape(summary.isEmpty ? title : "\(title). \(summary)")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="plot"\(attributes) viewBox="0 0 \
            \(Self.number(width)) \(Self.number(height))" role="img" aria-label="\(label)">
            <title>\(Markup.escape(title))</title>
            \(style)\(body)</svg>
            """
    }

    /// Draws shapes of one class, such as that of a series, and a hint shown where a pointer rests.
    mutating func group(_ cssClass: String, hint: String? = nil, draw: (inout SVGDrawing) -> Void) {
        body += "<g class=\"\(cssClass)\">"
        if let hint { body += "<title>\(Markup.escape(hint))</title>" }
        body += "\n"
        draw(&self)
        body += "</g>\n"
    }

    mutating func line(_ cssClass: String, from start: PlotPoint, to end: PlotPoint) {
        body += "<path class=\"\(cssClass)\" d=\"\(Self.path(through: [start, end]))\"/>\n"
    }

    mutating func polyline(_ cssClass: String, _ points: [PlotPoint]) {
        body += "<path class=\"\(cssClass)\" d=\"\(Self.path(through: points))\"/>\n"
    }

    mutating func polygon(_ cssClass: String, _ points: [PlotPoint]) {
        body += "<path class=\"\(cssClass)\" d=\"\(Self.path(through: points))Z\"/>\n"
    }

    mutating func circle(_ cssClass: String, center: PlotPoint, radius: Double) {
        body += """
            <circle class="\(cssClass)" cx="\(Self.number(center.x))" cy="\(Self.number(center.y))" \
            r="\(Self.number(radius))"/>

            """
    }

    /// - Parameter opacity: How much of what lies beneath is covered, 0 to 1.
    mutating func rectangle(
        _ cssClass: String,
        _ box: PlotBox,
        opacity: Double = 1,
        hint: String? = nil
    ) {
        let shade =
            opacity == 1 ? "" : " fill-opacity=\"\(NumberFormat.shortest(opacity, places: 3))\""
        body += """
            <rect class="\(cssClass)" x="\(Self.number(box.left))" y="\(Self.number(box.top))" \
            width="\(Self.number(box.width))" height="\(Self.number(box.height))"\(shade)
            """
        body += hint.map { "><title>\(Markup.escape($0))</title></rect>\n" } ?? "/>\n"
    }

    /// Which part of a text stands at its point.
    enum Anchor: String {
        case start, middle, end
    }

    /// Writes text on a base line.
    ///
    /// - Parameter size: The size of the letters; nil for that of the class.
    mutating func text(
        _ cssClass: String,
        _ text: String,
        at point: PlotPoint,
        anchor: Anchor = .start,
        size: Double? = nil
    ) {
        var place = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        if let size { place += " style=\"font-size: \(Self.number(size))px\"" }
        body += """
            <text class="\(cssClass)" x="\(Self.number(point.x))" y="\(Self.number(point.y))"\(place)>\
            \(Markup.escape(text))</text>

            """
    }

    private static func path(through points: [PlotPoint]) -> String {
        var path = ""
        for point in points {
            path += "\(path.isEmpty ? "M" : "L")\(number(point.x)) \(number(point.y))"
        }
        return path
    }

    /// A tenth of a pixel is finer than can be seen.
    private static func number(_ value: Double) -> String {
        NumberFormat.shortest(value, places: 1)
    }
}
