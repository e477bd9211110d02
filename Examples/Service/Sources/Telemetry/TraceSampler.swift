/// Decides which traces are kept, by the names and rules of OpenTelemetry's `OTEL_TRACES_SAMPLER`.
public struct TraceSampler: Sendable, Equatable {
    /// The decision on a trace that begins here.
    public enum Root: Sendable, Equatable {
        case alwaysOn
        case alwaysOff
        /// Keeps this part of all traces, 0 to 1, chosen by their names: each service that does the
        /// same with the same ratio keeps the same ones.
        case ratio(Double)
    }

    public let root: Root
    /// Whether a caller's decision is followed.
    public let isParentBased: Bool

    /// The default follows the caller and keeps what begins here.
    public init(_ root: Root = .alwaysOn, isParentBased: Bool = true) {
        self.root = root
        self.isParentBased = isParentBased
    }

    func keeps(_ trace: TraceID, parent: TraceContext?) -> Bool {
        if isParentBased, let parent { return parent.isSampled }
        switch root {
        case .alwaysOn: return true
        case .alwaysOff: return false
        case .ratio(let ratio):
            // The lower half of the name, without the last bit, as OpenTelemetry's other SDKs.
            return ratio >= 1 || trace.low >> 1 < UInt64(ratio * 0x1p63)
        }
    }
}
