/// How the range of a layer's inputs is made of those that a calibration sees.
public enum CalibrationMethod: Sendable, Equatable {
    /// From the least input to the greatest: nothing saturates.
    case minMax
    /// Without as many of the inputs at either end as are together beyond a percentile, from above 50
    /// to 100, of a histogram of 2,048 bins.
    case percentile(Double = 99.99)
    /// The range in whose 128 levels the histogram keeps most: the least Kullback-Leibler divergence,
    /// among ranges from 128 bins on, of the histogram in that range, with what is beyond at its ends,
    /// from the same in 128 levels (Migacz 2017, "8-bit inference with TensorRT").
    case entropy
}

extension CalibrationMethod {
    /// What files and programs call the methods.
    public static let names = ["min-max", "percentile", "entropy"]

    public var name: String {
        switch self {
        case .minMax: Self.names[0]
        case .percentile: Self.names[1]
        case .entropy: Self.names[2]
        }
    }

    /// The method of a name.
    ///
    /// - Parameter percentile: The percentile of that method; nil for 99.99.
    /// - Returns: nil for a name that is none.
    public init?(_ name: String, percentile: Double? = nil) {
        switch name {
        case Self.names[0]: self = .minMax
        case Self.names[1]: self = percentile.map { .percentile($0) } ?? .percentile()
        case Self.names[2]: self = .entropy
        default: return nil
        }
    }
}
