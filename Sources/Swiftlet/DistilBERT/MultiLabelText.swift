/// A text with none, one or several labels, as indices into the names of the labels.
public struct MultiLabelText: Sendable, Equatable {
    public var text: String
    public var labels: Set<Int>

    /// Creates a text with its labels.
    public init(text: String, labels: Set<Int>) {
        self.text = text
        self.labels = labels
    }
}
