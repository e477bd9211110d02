/// A rectangle in a drawing; lengths grow to the right and downwards.
package struct PlotBox: Equatable {
    package var left: Double
    package var top: Double
    package var right: Double
    package var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
    var center: PlotPoint { PlotPoint(x: (left + right) / 2, y: (top + bottom) / 2) }

    /// The area that two boxes share.
    package func overlap(with other: PlotBox) -> Double {
        let width = min(right, other.right) - max(left, other.left)
        let height = min(bottom, other.bottom) - max(top, other.top)
        return width > 0 && height > 0 ? width * height : 0
    }
}
