/// Which named arrays lie where in one run of floats.
///
/// All dense parameters of a model are one run, so an optimiser is one loop, and a copy of a model's
/// state one copy.
public struct ParameterLayout: Sendable, Equatable {
    /// One array.
    public struct Entry: Sendable, Equatable {
        /// The name by which the array is saved, as PyTorch's modules would call it.
        public let name: String
        public let shape: [Int]
        /// Where the array begins in the run.
        public let offset: Int
        /// Whether an optimiser's weight decay applies: not to biases and normalisations.
        public let isDecayed: Bool
        /// What the learning rate is multiplied by for this array.
        public let learningRateMultiplier: Float
        /// The number of elements.
        public var count: Int { shape.reduce(1, *) }
    }

    /// The arrays in their order in memory, without gaps.
    public private(set) var entries: [Entry] = []
    /// The length of the run.
    public private(set) var count = 0

    /// A layout without arrays.
    public init() {}

    /// Adds an array at the end, and returns where it begins.
    ///
    /// - Parameters:
    ///   - isDecayed: Whether weight decay applies.
    ///   - learningRateMultiplier: What the learning rate is multiplied by.
    @discardableResult
    public mutating func append(
        _ name: String,
        _ shape: [Int],
        isDecayed: Bool = true,
        learningRateMultiplier: Float = 1
    ) -> Int {
        let entry = Entry(
            name: name,
            shape: shape,
            offset: count,
            isDecayed: isDecayed,
            learningRateMultiplier: learningRateMultiplier
        )
        entries.append(entry)
        count += entry.count
        return entry.offset
    }
}
