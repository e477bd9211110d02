import SwiftletPlatform

/// How far a term's share of one class's terms is from its share of the other's, in standard
/// deviations: the log-odds ratio with an informative Dirichlet prior.
///
/// The prior is what both classes have in common, as heavy as ``priorWeight`` terms, so that rare
/// terms do not tell much by chance. Source: B. Monroe, M. Colaresi and K. Quinn, "Fightin' Words",
/// Political Analysis 16, 2008, equations 15, 16, 20 and 22.
struct LogOdds {
    /// How many terms the prior weighs.
    static let priorWeight = 1_000.0

    private let totals: SIMD2<Double>

    /// - Parameter totals: How many terms the classes have.
    init(totals: ByClass<Int>) {
        self.totals = SIMD2(Double(totals.negative), Double(totals.positive))
    }

    /// Above zero for a term of the positive class, below for one of the negative; zero where the
    /// term is the only one there is.
    func zScore(_ counts: SIMD2<UInt32>) -> Double {
        let counts = SIMD2<Double>(Double(counts[0]), Double(counts[1]))
        let prior = Self.priorWeight * counts.sum() / totals.sum()
        let with = counts + prior
        let without = totals + Self.priorWeight - with
        guard without.min() > 0 else { return 0 }
        let ratio = log(with[1] / without[1]) - log(with[0] / without[0])
        return ratio / (1 / with[0] + 1 / with[1]).squareRoot()
    }
}
