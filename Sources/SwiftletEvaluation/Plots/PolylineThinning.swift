/// Leaves out points of a line that no reader could see, so that a curve through 100,000 points
/// stays a small picture.
enum PolylineThinning {
    /// Of each run of points within the same column of `width`, keeps the first, the lowest, the
    /// highest and the last.
    static func thinned(_ points: [PlotPoint], width: Double = 0.5) -> [PlotPoint] {
        guard points.count > 100 else { return points }
        var kept: [PlotPoint] = []
        var start = 0
        for index in 1...points.count {
            let isSameColumn =
                index < points.count && column(points[index], width) == column(points[start], width)
            if isSameColumn { continue }
            let run = start..<index
            let lowest = run.min { points[$0].y < points[$1].y }!
            let highest = run.max { points[$0].y < points[$1].y }!
            for place in Set([start, lowest, highest, index - 1]).sorted() {
                if kept.last != points[place] { kept.append(points[place]) }
            }
            start = index
        }
        return kept
    }

    private static func column(_ point: PlotPoint, _ width: Double) -> Double {
        (point.x / width).rounded(.down)
    }
}
