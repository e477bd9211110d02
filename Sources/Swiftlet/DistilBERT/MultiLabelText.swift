/// A text with the numbers of its labels: none, one or several.
public struct MultiLabelText: Sendable, Equatable {
    public var text: String
    public var labels: Set<Int>

    public init(text: String, labels: Set<Int>) {
        self.text = text
        self.labels = labels
    }
}
