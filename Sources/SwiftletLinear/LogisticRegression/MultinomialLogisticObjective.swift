import SwiftletBase

/// The weighted sum of softmax cross-entropies of three or more classes, plus half of `l2` times
/// the squared weights.
///
/// The weight of feature `j` for class `k` stands at `j * classes + k`, the intercepts behind all
/// of them. Intercepts are not penalised.
package final class MultinomialLogisticObjective<Rows: FeatureRows>: SmoothObjective {
    private let rows: Rows
    private let classes: Int
    private let targets: [Int32]
    private let rowWeights: Storage<Double>
    private let l2: Double
    private let fitsIntercept: Bool
    private let partials: PartialGradients

    package let parameterCount: Int
    package var curvatureCount: Int { rows.rowCount * classes }

    package init(
        rows: Rows,
        classes: Int,
        targets: [Int32],
        rowWeights: Storage<Double>,
        l2: Double,
        fitsIntercept: Bool
    ) {
        self.rows = rows
        self.classes = classes
        self.targets = targets
        self.rowWeights = rowWeights
        self.l2 = l2
        self.fitsIntercept = fitsIntercept
        parameterCount = (rows.columnCount + (fitsIntercept ? 1 : 0)) * classes
        partials = PartialGradients(rows, parameterCount: parameterCount)
    }

    package func evaluate(
        at weights: UnsafePointer<Double>,
        gradient: UnsafeMutablePointer<Double>,
        curvature: UnsafeMutablePointer<Double>?
    ) -> Double {
        defer { extendLifetime(self) }
        let rows = rows
        let classes = classes
        let stride = partials.stride
        let parameterCount = parameterCount
        let fitsIntercept = fitsIntercept
        let targets = targets
        nonisolated(unsafe) let intercepts = weights + rows.columnCount * classes
        nonisolated(unsafe) let weights = weights
        nonisolated(unsafe) let curvature = curvature
        nonisolated(unsafe) let start = partials.address
        nonisolated(unsafe) let rowWeights = rowWeights.address
        partials.partition.split { part, range in
            let sums = start + part * stride
            sums.update(repeating: 0, count: stride)
            let interceptSums = sums + rows.columnCount * classes
            var loss = 0.0
            withUnsafeTemporaryAllocation(of: Double.self, capacity: classes) { margins in
                let margins = margins.baseAddress!
                for row in range {
                    rows.dots(row, weights, classes, into: margins)
                    if fitsIntercept {
                        for k in 0..<classes { margins[k] += intercepts[k] }
                    }
                    let target = Int(targets[row])
                    let targetMargin = margins[target]
                    let logSum = softmax(margins, classes)
                    if let curvature {
                        (curvature + row * classes).update(from: margins, count: classes)
                    }
                    let weight = rowWeights[row]
                    loss += weight * (logSum - targetMargin)
                    margins[target] -= 1
                    for k in 0..<classes { margins[k] *= weight }
                    rows.add(row, times: margins, classes, to: sums)
                    if fitsIntercept {
                        for k in 0..<classes { interceptSums[k] += margins[k] }
                    }
                }
            }
            sums[parameterCount] = loss
        }
        return reduce(weights, into: gradient)
    }

    /// With probabilities `p` and `t` the products of a row with `vector`, the row contributes
    /// itself times `p_k (t_k - Σ p_l t_l)` for each class `k`.
    package func hessianProduct(
        curvature: UnsafePointer<Double>,
        vector: UnsafePointer<Double>,
        into product: UnsafeMutablePointer<Double>
    ) {
        defer { extendLifetime(self) }
        let rows = rows
        let classes = classes
        let stride = partials.stride
        let fitsIntercept = fitsIntercept
        nonisolated(unsafe) let intercepts = vector + rows.columnCount * classes
        nonisolated(unsafe) let vector = vector
        nonisolated(unsafe) let curvature = curvature
        nonisolated(unsafe) let start = partials.address
        nonisolated(unsafe) let rowWeights = rowWeights.address
        partials.partition.split { part, range in
            let sums = start + part * stride
            sums.update(repeating: 0, count: stride)
            let interceptSums = sums + rows.columnCount * classes
            withUnsafeTemporaryAllocation(of: Double.self, capacity: classes) { products in
                let products = products.baseAddress!
                for row in range {
                    rows.dots(row, vector, classes, into: products)
                    if fitsIntercept {
                        for k in 0..<classes { products[k] += intercepts[k] }
                    }
                    let probabilities = curvature + row * classes
                    var mean = 0.0
                    for k in 0..<classes { mean += probabilities[k] * products[k] }
                    let weight = rowWeights[row]
                    for k in 0..<classes {
                        products[k] = weight * probabilities[k] * (products[k] - mean)
                    }
                    rows.add(row, times: products, classes, to: sums)
                    if fitsIntercept {
                        for k in 0..<classes { interceptSums[k] += products[k] }
                    }
                }
            }
        }
        _ = reduce(vector, into: product)
    }

    private func reduce(
        _ weights: UnsafePointer<Double>,
        into gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let penalized = rows.columnCount * classes
        return partials.reduce(weights, l2: l2, penalized: penalized, into: gradient)
    }
}
