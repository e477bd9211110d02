/// A text with the class it belongs to, as read by ``LabelledTextReader``.
public struct LabelledText: Sendable, Hashable {
    /// The text as it stood in the file: nothing cleaned, no white space cut.
    public var text: String

    /// The class: 0 negative, 1 positive.
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
    /// How many texts each class has: element 0 counts the negative ones, element 1 the positive.
    ///
    /// A classifier cannot be trained where one of the two is 0.
    public func classCounts() -> [Int] {
        var counts = [0, 0]
        for row in self where row.label >= 0 {
            while counts.count <= row.label { counts.append(0) }
            counts[row.label] += 1
        }
        return counts
    }
}
