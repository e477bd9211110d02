/// A text with the class it belongs to, as read by ``LabelledTextReader``.
public struct LabelledText: Sendable, Hashable {
    /// The text as it stood in the file: nothing cleaned, no white space cut.
    public var text: String

    /// The class: its place among the names of the classes; without names, 0 negative, 1 positive.
    public var label: Int

    /// What the file's `category` column says (hard tweets name theirs), nil without that column.
    public var category: String?

    public init(text: String, label: Int, category: String? = nil) {
        self.text = text
        self.label = label
        self.category = category
    }
}

extension Sequence<LabelledText> {
    /// How many texts each class has, by label.
    ///
    /// No classifier can be trained where one of them is 0.
    ///
    /// - Parameter classes: How many classes there are; every label is below it.
    public func classCounts(classes: Int = 2) -> [Int] {
        var counts = [Int](repeating: 0, count: classes)
        for row in self {
            precondition(
                counts.indices.contains(row.label),
                "Label \(row.label) among \(classes) classes."
            )
            counts[row.label] += 1
        }
        return counts
    }
}
