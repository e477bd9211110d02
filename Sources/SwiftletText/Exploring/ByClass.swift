/// A value for each of the two classes.
public struct ByClass<Value> {
    /// The value of label 0.
    public var negative: Value
    /// The value of label 1.
    public var positive: Value

    public init(negative: Value, positive: Value) {
        self.negative = negative
        self.positive = positive
    }

    /// The value of a label, 0 or 1.
    public subscript(label: Int) -> Value {
        get { label == 0 ? negative : positive }
        // Changes the value in its place: a setter would copy what is changed.
        _modify { if label == 0 { yield &negative } else { yield &positive } }
    }

    /// The same of each value.
    public func map<Result>(_ transform: (Value) throws -> Result) rethrows -> ByClass<Result> {
        ByClass<Result>(negative: try transform(negative), positive: try transform(positive))
    }
}

extension ByClass: Sendable where Value: Sendable {}
extension ByClass: Equatable where Value: Equatable {}

extension ByClass where Value: AdditiveArithmetic {
    /// Both values together.
    public var total: Value { negative + positive }
}

extension ByClass<Int> {
    init(_ counts: SIMD2<UInt32>) {
        self.init(negative: Int(counts[0]), positive: Int(counts[1]))
    }
}
