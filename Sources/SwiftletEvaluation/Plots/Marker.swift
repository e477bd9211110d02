/// The shape of a series' points: with the colour, a second way to tell series apart.
enum Marker: Int, CaseIterable {
    case circle, square, triangle, diamond, invertedTriangle

    init(series index: Int) {
        self = Self.allCases[index % Self.allCases.count]
    }

    /// Draws the shape with about the area of a circle of that radius.
    func draw(in drawing: inout SVGDrawing, at center: PlotPoint, radius: Double) {
        func corners(_ offsets: [(x: Double, y: Double)]) -> [PlotPoint] {
            offsets.map { PlotPoint(x: center.x + $0.x * radius, y: center.y + $0.y * radius) }
        }
        switch self {
        case .circle:
            drawing.circle("mark", center: center, radius: radius)
        case .square:
            let offsets = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
            drawing.polygon("mark", corners(offsets))
        case .triangle:
            drawing.polygon("mark", corners([(0, -1.3), (1.2, 0.8), (-1.2, 0.8)]))
        case .diamond:
            drawing.polygon("mark", corners([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]))
        case .invertedTriangle:
            drawing.polygon("mark", corners([(0, 1.3), (1.2, -0.8), (-1.2, -0.8)]))
        }
    }
}
