import SwiftletBase
import SwiftletPlatform

/// A density over some parameters, as a mixture: around each observation a kernel, the product of one
/// for each parameter, and a last one, the prior, over all values.
package struct ParzenEstimator {
    private let kernels: [ParameterKernels]
    /// The weight of each kernel; their sum is 1.
    private let weights: [Double]

    /// The density of observations in the order in which they were made: 25 count fully, of more the
    /// older ones less.
    ///
    /// - Parameters:
    ///   - domains: The domain of each parameter.
    ///   - observations: For each parameter the numbers that stand for its values, one for each
    ///     observation.
    package init(_ domains: [SearchParameter.Domain], observations: [[Double]]) {
        let count = observations[0].count
        let full = 25
        let ramp = count - full
        let weights = (0..<count).map { index -> Double in
            if index >= ramp { return 1 }
            let start = 1 / Double(count)
            return ramp == 1 ? start : start + (1 - start) * Double(index) / Double(ramp - 1)
        }
        let kernels = zip(domains, observations).map { domain, values -> ParameterKernels in
            if case .choice(let choices) = domain {
                return .choice(ChoiceKernels(values, of: choices.count))
            }
            return .numeric(NumericKernels(values, of: domain.range!))
        }
        self.init(kernels, weights: weights + [1])
    }

    /// - Parameter weights: The weight of each kernel, of any sum.
    package init(_ kernels: [ParameterKernels], weights: [Double]) {
        let sum = weights.reduce(0, +)
        self.kernels = kernels
        self.weights = weights.map { $0 / sum }
    }

    /// Draws sets of values: for each a number for every parameter.
    package func sample(_ count: Int, using generator: inout PCG64) -> [[Double]] {
        (0..<count).map { _ in
            var rest = generator.uniform()
            let kernel = weights.firstIndex { weight in
                rest -= weight
                return rest < 0
            }
            return kernels.map { $0.sample(kernel ?? weights.count - 1, using: &generator) }
        }
    }

    /// The logarithm of the density at each set of values.
    package func logDensity(of candidates: [[Double]]) -> [Double] {
        let count = weights.count
        // A density is a sum over kernels of scale · factor · exp(exponent); what belongs to the prior
        // is taken out, so that no product of many parameters leaves the range of numbers.
        var constants = weights.map { log($0) }
        for kernels in kernels { kernels.addLogConstants(to: &constants) }
        let shift = constants[count - 1]
        let scales = constants.map { exp($0 - shift) }

        var factors: [Double] = []
        factors.reserveCapacity(candidates.count * count)
        for _ in candidates { factors += scales }
        var exponents: [Double]?
        for (parameter, kernels) in kernels.enumerated() {
            let values = candidates.map { $0[parameter] }
            switch kernels {
            case .choice(let kernels): kernels.multiply(&factors, for: values)
            case .numeric(let kernels) where kernels.isStepped:
                kernels.multiply(&factors, for: values)
            case .numeric(let kernels):
                var sum = exponents ?? [Double](repeating: 0, count: factors.count)
                exponents = nil
                kernels.addExponents(to: &sum, for: values)
                exponents = sum
            }
        }
        return candidates.indices.map { candidate in
            let row = candidate * count..<(candidate + 1) * count
            var sum = 0.0
            if let exponents {
                for index in row { sum += factors[index] * exp(exponents[index]) }
            } else {
                for index in row { sum += factors[index] }
            }
            return log(sum) + shift
        }
    }
}

/// The kernels of a parameter, of which the last is the prior.
package enum ParameterKernels {
    case numeric(NumericKernels)
    case choice(ChoiceKernels)

    fileprivate func sample(_ kernel: Int, using generator: inout PCG64) -> Double {
        switch self {
        case .numeric(let kernels): kernels.sample(kernel, using: &generator)
        case .choice(let kernels): kernels.sample(kernel, using: &generator)
        }
    }

    fileprivate func addLogConstants(to constants: inout [Double]) {
        if case .numeric(let kernels) = self { kernels.addLogConstants(to: &constants) }
    }
}

/// Normal densities around the observations of a number, cut at the ends of its range; with a step,
/// the share of each that falls nearest to a value.
package struct NumericKernels {
    private let range: NumericRange
    private let ends: (low: Double, high: Double)
    private let centers: [Double]
    private let widths: [Double]

    /// Kernels as wide as the greater distance to the neighbours, within bounds; then the prior, in
    /// the middle and as wide as the range.
    package init(_ observations: [Double], of range: NumericRange) {
        let ends = range.scaledEnds
        let centers = observations.map(range.scaled)
        let count = centers.count
        let span = ends.high - ends.low
        let least = span / min(100, 2 + Double(count))
        let order = centers.indices.sorted { (centers[$0], $0) < (centers[$1], $1) }
        var widths = [Double](repeating: 0, count: count)
        for (place, index) in order.enumerated() {
            let center = centers[index]
            // With two observations or more, those at the ends have one neighbour; a single one has
            // the ends of the range.
            let below =
                place > 0
                ? center - centers[order[place - 1]] : count > 1 ? 0 : center - ends.low
            let above =
                place + 1 < count
                ? centers[order[place + 1]] - center : count > 1 ? 0 : ends.high - center
            widths[index] = min(max(below, above, least), span)
        }
        self.init(
            range: range,
            centers: centers + [0.5 * (ends.low + ends.high)],
            widths: widths + [span]
        )
    }

    /// - Parameters:
    ///   - centers: The middle of each kernel, on the range's scale.
    ///   - widths: The standard deviation of each before it is cut.
    package init(range: NumericRange, centers: [Double], widths: [Double]) {
        self.range = range
        self.centers = centers
        self.widths = widths
        ends = range.scaledEnds
    }

    fileprivate func sample(_ kernel: Int, using generator: inout PCG64) -> Double {
        // The centre lies within the ends, and the kernel is no wider than they are apart: at least
        // a third of all draws fall between them.
        while true {
            let place = centers[kernel] + widths[kernel] * generator.normal()
            if place >= ends.low && place <= ends.high { return range.value(atScaled: place) }
        }
    }

    fileprivate func addLogConstants(to constants: inout [Double]) {
        let rootOfTwoPi = 2.5066282746310002
        for kernel in centers.indices {
            let width = widths[kernel]
            let mass = NormalMass.between(
                (ends.low - centers[kernel]) / width,
                (ends.high - centers[kernel]) / width
            )
            constants[kernel] -= log(range.step == 0 ? mass * width * rootOfTwoPi : mass)
        }
    }

    fileprivate var isStepped: Bool { range.step != 0 }

    /// Adds the exponent of every kernel at each value, one row each.
    fileprivate func addExponents(to exponents: inout [Double], for values: [Double]) {
        let places = values.map(range.scaled)
        let inverses = widths.map { 0.5.squareRoot() / $0 }
        exponents.withUnsafeMutableBufferPointer { exponents in
            var index = 0
            for place in places {
                let isOutside = place < ends.low || place > ends.high
                for (center, inverse) in zip(centers, inverses) {
                    let distance = isOutside ? .infinity : (place - center) * inverse
                    exponents[index] -= distance * distance
                    index += 1
                }
            }
        }
    }

    /// Multiplies for each value, one row each, by every kernel's share that is nearest to it.
    fileprivate func multiply(_ factors: inout [Double], for values: [Double]) {
        // Of few steps values and kernels repeat, and their shares are what costs the most.
        var distinct: [Kernel] = []
        var places: [Kernel: Int] = [:]
        let slots = zip(centers, widths).map { center, width -> Int in
            let kernel = Kernel(center: center, width: width)
            if let place = places[kernel] { return place }
            places[kernel] = distinct.count
            distinct.append(kernel)
            return distinct.count - 1
        }
        var known: [Double: [Double]] = [:]
        for (row, value) in values.enumerated() {
            let shares = known[value] ?? distinct.map { share(of: value, in: $0) }
            known[value] = shares
            let start = row * slots.count
            for (kernel, slot) in slots.enumerated() { factors[start + kernel] *= shares[slot] }
        }
    }

    private struct Kernel: Hashable {
        let center: Double
        let width: Double
    }

    /// How much of a kernel, before it is cut, is nearer to a value than to its neighbours.
    private func share(of value: Double, in kernel: Kernel) -> Double {
        NormalMass.between(
            (range.scaled(value - range.step / 2) - kernel.center) / kernel.width,
            (range.scaled(value + range.step / 2) - kernel.center) / kernel.width
        )
    }
}

/// Around each observed choice a distribution that prefers it a little or much: each choice has the
/// share 1 / kernels, the observed one 1 more, before the sum is made 1.
package struct ChoiceKernels {
    private let choices: Int
    /// The choice that each kernel prefers; the prior, which is the last, prefers none.
    private let preferred: [Int?]

    package init(_ observations: [Double], of choices: Int) {
        self.choices = choices
        preferred = observations.map { Int($0) } + [nil]
    }

    private var base: Double { 1 / Double(preferred.count) }

    fileprivate func sample(_ kernel: Int, using generator: inout PCG64) -> Double {
        let sum = 1 + Double(choices) * base
        if let choice = preferred[kernel], generator.uniform() * sum < 1 { return Double(choice) }
        return Double(generator.below(choices))
    }

    fileprivate func multiply(_ factors: inout [Double], for values: [Double]) {
        let sum = 1 + Double(choices) * base
        for (row, value) in values.enumerated() {
            for (kernel, choice) in preferred.enumerated() {
                factors[row * preferred.count + kernel] *=
                    choice.map { ($0 == Int(value) ? 1 + base : base) / sum } ?? 1 / Double(choices)
            }
        }
    }
}

/// The standard normal distribution between two places.
enum NormalMass {
    /// The probability between `low` and `high`, accurate also far from the middle.
    static func between(_ low: Double, _ high: Double) -> Double {
        let (low, high) = (low * 0.5.squareRoot(), high * 0.5.squareRoot())
        if low > 0 { return 0.5 * (erfc(low) - erfc(high)) }
        if high < 0 { return 0.5 * (erfc(-high) - erfc(-low)) }
        return 0.5 * (erf(high) - erf(low))
    }
}
