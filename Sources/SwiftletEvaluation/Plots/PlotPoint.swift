/// A point of a plot: two values on its axes, or two lengths in its drawing.
public struct PlotPoint: Sendable, Hashable {
    public var x: Double
    public var y: Double

    /// Creates a point.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}
