import SwiftletTensor

/// A convolution along a sequence in few multiplications: four neighbouring outputs of a window with
/// `r` places take `r + 3` products of matrices where its definition has `4 r`.
///
/// The inputs under the four windows, the weights and the products are each combined with fixed
/// coefficients: `outputs = A ((G weights) * (B inputs))`, where `*` multiplies one by one. In exact
/// arithmetic nothing changes; in Float, with windows of up to five places, the difference is some
/// units in the last place.
///
/// Reference: Winograd, "Arithmetic Complexity of Computations", 1980; Lavin and Gray, "Fast
/// Algorithms for Convolutional Neural Networks", 2016, <https://arxiv.org/abs/1509.09308>. The
/// points are chosen as Barabasz et al. 2020 advise, <https://arxiv.org/abs/1803.10986>.
package struct MinimalFilter: Sendable {
    /// How many outputs are computed together.
    package static let outputs = 4
    /// The places of the widest window: with more of them Float loses too much.
    package static let mostPlaces = 5

    private let places: Int
    /// How many products there are for four outputs, and how many inputs these depend on.
    package let products: Int
    /// `B`: from the inputs under the windows to those of the products.
    package let inputs: RowCombination
    /// `G`: `[products, places]`.
    private let weightCoefficients: [Float]
    /// `A`: from the products to the outputs.
    package let results: RowCombination

    /// Where the polynomials are evaluated whose product's coefficients the outputs are; the last
    /// point is infinity.
    private static let points: [Double] = [0, 1, -1, 0.5, -2, 2, -0.5]

    /// - Returns: nil if the window has too many places.
    package init?(places: Int) {
        guard places <= Self.mostPlaces else { return nil }
        self.places = places
        let products = places + Self.outputs - 1
        self.products = products
        let points = Self.points.prefix(products - 1)
        func powers(of point: Double?, _ count: Int) -> [Double] {
            guard let point else { return (0..<count).map { $0 == count - 1 ? 1 : 0 } }
            return (0..<count).reduce(into: []) { $0.append($1 == 0 ? 1 : $0[$1 - 1] * point) }
        }
        let evaluated = points.map(Optional.init) + [nil]
        // The polynomials that are 0 at all points but one, and for infinity at all of them.
        let polynomials = evaluated.map { point in
            Self.coefficients(ofRoots: points.filter { $0 != point }, count: products)
        }
        inputs = RowCombination(polynomials.flatMap { $0.map(Float.init) }, inputs: products)
        weightCoefficients = evaluated.flatMap { point in
            let scale = points.reduce(1.0) { product, other in
                guard let point, other != point else { return product }
                return product * (point - other)
            }
            return powers(of: point, places).map { Float($0 / scale) }
        }
        let columns = evaluated.map { powers(of: $0, Self.outputs) }
        results = RowCombination(
            (0..<Self.outputs).flatMap { output in columns.map { Float($0[output]) } },
            inputs: products
        )
    }

    /// Those of the product of `x - root`, from that of `x^0` on.
    private static func coefficients(ofRoots roots: [Double], count: Int) -> [Double] {
        var result = [1.0] + Array(repeating: 0.0, count: count - 1)
        for root in roots {
            for power in (0..<count).reversed() {
                result[power] = (power > 0 ? result[power - 1] : 0) - root * result[power]
            }
        }
        return result
    }

    /// The weights of a window combined, `[products, inputs, outputs]`.
    ///
    /// - Parameter weights: `[places, inputs, outputs]`, of `size` elements for each place.
    package func combine(_ weights: UnsafePointer<Float>, size: Int) -> Tensor {
        let result = Tensor(zeros: [products, size])
        BLAS.gemm(products, size, places, weightCoefficients, weights, result.storage.address)
        return result
    }
}
