import SwiftletEvaluation
import Testing

@Suite struct AxisScaleTests {
    private func labels(
        _ values: [Double],
        scale: PlotAxis.Scale = .linear,
        range: ClosedRange<Double>? = nil,
        fit: AxisScale.Fit = .nice,
        count: Int = 5
    ) -> [String] {
        let axis = PlotAxis("", scale: scale, range: range)
        return AxisScale(axis, values: values, fit: fit, count: count).ticks.map(\.label)
    }

    @Test func stepsAreOneTwoOrFive() {
        #expect(labels([0.02, 0.97]) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(
            labels([0.38, 0.66]) == [
                "0.35", "0.40", "0.45", "0.50", "0.55", "0.60", "0.65", "0.70",
            ]
        )
        #expect(labels([0, 9_000]) == ["0", "2,000", "4,000", "6,000", "8,000", "10,000"])
        #expect(labels([-1.2, 3.1]) == ["−2", "−1", "0", "1", "2", "3", "4"])
        #expect(labels([0.3, 0.1], range: 0...1).first == "0")
    }

    @Test func countedValuesHaveNoFractionsBetweenThem() {
        #expect(labels([1, 2, 3], fit: .tight, count: 6) == ["1", "2", "3"])
        #expect(labels([1, 10], fit: .tight, count: 6) == ["2", "4", "6", "8", "10"])
    }

    @Test func tightAxesEndAtTheData() {
        let scale = AxisScale(PlotAxis(""), values: [0.13, 0.87], fit: .tight, count: 5)
        #expect(scale.lower == 0.13 && scale.upper == 0.87)
        #expect(scale.ticks.map(\.value) == [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
        #expect(scale.fraction(of: 0.13) == 0 && scale.fraction(of: 0.87) == 1)
    }

    @Test func roomyAxesKeepZeroAsTheEndOfWhatCannotBeNegative() {
        let scale = AxisScale(PlotAxis(""), values: [2, 100], fit: .roomy, count: 5)
        #expect(scale.lower == 0)
        #expect(scale.upper > 100)
    }

    @Test func longNumbersArePowersOfTen() {
        #expect(labels([0, 2e-5]) == ["0", "5×10⁻⁶", "1.0×10⁻⁵", "1.5×10⁻⁵", "2.0×10⁻⁵"])
        #expect(labels([-2e9, 0]) == ["−2.0×10⁹", "−1.5×10⁹", "−1.0×10⁹", "−5×10⁸", "0"])
        #expect(labels([0.700001, 0.700003], count: 2) == ["0.700001", "0.700002", "0.700003"])
    }

    @Test func logarithmicAxes() {
        #expect(
            labels([1, 10_000], scale: .logarithmic, fit: .tight) == [
                "1", "10", "100", "1,000", "10,000",
            ]
        )
        #expect(
            labels([0.04, 2], scale: .logarithmic, fit: .tight) == [
                "0.05", "0.1", "0.2", "0.5", "1", "2",
            ]
        )
        #expect(
            labels([1e-9, 1e9], scale: .logarithmic, fit: .tight, count: 5) == [
                "10⁻⁸", "10⁻⁴", "1", "10⁴", "10⁸",
            ]
        )
        #expect(
            labels([3, 4], scale: .logarithmic, fit: .tight, count: 5) == [
                "2.5", "3.0", "3.5", "4.0", "4.5",
            ]
        )
        let scale = AxisScale(
            PlotAxis("", scale: .logarithmic),
            values: [1, 10_000],
            fit: .tight,
            count: 5
        )
        #expect(scale.fraction(of: 100) == 0.5)
    }

    /// Whatever the values, there are ticks, they rise, and they and the values are within the ends.
    @Test(
        arguments: [
            [0], [5], [-7], [1e-299], [9.9e299, -9.9e299], [0x1p-1060, 0x1p-1059], [3, 3],
            [1, 1 + 1e-15],
            [1e15, 1e15 + 1], [-1e-200, 1e-200], [0.1, 0.1 + 1e-8],
        ] as [[Double]]
    )
    func extremeValues(values: [Double]) {
        for scale in [PlotAxis.Scale.linear, .logarithmic] {
            let shown = scale == .linear ? values : values.filter { $0 >= 1e-300 }
            if shown.isEmpty { continue }
            for fit in [AxisScale.Fit.tight, .nice, .roomy] {
                let axis = AxisScale(
                    PlotAxis("", scale: scale),
                    values: shown,
                    fit: fit,
                    count: 5
                )
                let fractions = axis.ticks.map { axis.fraction(of: $0.value) }
                #expect(1...20 ~= fractions.count)
                #expect(zip(fractions, fractions.dropFirst()).allSatisfy(<))
                for fraction in fractions + shown.map(axis.fraction) {
                    #expect(-1e-6...1 + 1e-6 ~= fraction, "\(shown) \(fit)")
                }
            }
        }
    }

    @Test func uselessRangesAreIgnored() {
        for range in [
            0...0, 0...Double.leastNonzeroMagnitude, 1...1.0000000000000002, -Double.infinity...1,
            0...1e308,
        ] {
            #expect(labels([2, 4], range: range) == labels([2, 4]))
        }
        #expect(labels([2, 4], scale: .logarithmic, range: -1...10).first == "2.0")
    }
}
