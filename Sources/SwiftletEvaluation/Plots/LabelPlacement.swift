/// Finds room for labels beside points, so that they cover neither points nor each other.
struct LabelPlacement {
    private let area: PlotBox
    private var taken: [PlotBox]
    private let distance: Double

    /// - Parameters:
    ///   - area: Where labels may be.
    ///   - points: What they should not cover.
    ///   - radius: How far a point reaches.
    init(within area: PlotBox, avoiding points: [PlotPoint], radius: Double) {
        self.area = area
        distance = radius
        taken = points.map {
            PlotBox(
                left: $0.x - radius,
                top: $0.y - radius,
                right: $0.x + radius,
                bottom: $0.y + radius
            )
        }
    }

    /// The box for a label's line of text: of the twelve places around the point, the first that
    /// covers least.
    mutating func place(_ label: String, beside point: PlotPoint) -> PlotBox {
        let width = TextMetrics.width(of: label)
        let height = TextMetrics.size + 4
        let (far, near) = (distance + 2, distance * 0.6)
        let corners = [
            (point.x + far, point.y - height / 2),
            (point.x - far - width, point.y - height / 2),
            (point.x - width / 2, point.y - far - height),
            (point.x - width / 2, point.y + far),
            (point.x + near, point.y - near - height),
            (point.x - near - width, point.y - near - height),
            (point.x + near, point.y + near),
            (point.x - near - width, point.y + near),
            (point.x - distance, point.y - far - height),
            (point.x + distance - width, point.y - far - height),
            (point.x - distance, point.y + far),
            (point.x + distance - width, point.y + far),
        ]
        let boxes = corners.map { left, top in
            PlotBox(left: left, top: top, right: left + width, bottom: top + height)
        }
        let best = boxes.min { cost(of: $0) < cost(of: $1) }!
        taken.append(best)
        return best
    }

    /// The area covered, that outside of the plot counting much more.
    private func cost(of box: PlotBox) -> Double {
        let covered = taken.reduce(0) { $0 + box.overlap(with: $1) }
        return covered + 20 * (box.width * box.height - box.overlap(with: area))
    }
}
