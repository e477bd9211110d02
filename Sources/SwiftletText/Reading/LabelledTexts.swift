import SwiftletBase

/// Labelled texts with the names of their classes: what a table holds.
///
///     let tweets = try LabelledTexts(from: "tweets.csv")
///     tweets.labels               // ["negative", "neutral", "positive"]
///     tweets[0].text
///     tweets.labels[tweets[0].label]
public struct LabelledTexts: Sendable, Hashable {
    /// The texts in the order of the file.
    public var examples: [LabelledText]

    /// The names of the classes; a text's label is the place of its class here.
    public var labels: [String]

    public init(_ examples: [LabelledText], labels: [String] = ["negative", "positive"]) {
        self.examples = examples
        self.labels = labels
    }

    /// How many texts each class has, in the order of `labels`.
    public var classCounts: [Int] { examples.classCounts(classes: labels.count) }
}

extension LabelledTexts: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { examples.count }
    public subscript(position: Int) -> LabelledText { examples[position] }
}

extension LabelledTexts: Loadable {
    /// All labelled texts of a file. See ``LabelledTextReader`` for the tables it may hold, and for
    /// a way to stream it and to learn how many rows were left out.
    ///
    /// - Throws: `FileError` where the file cannot be read; `FormatError` naming the file, the line and
    ///   what was expected.
    public init(from path: String) throws {
        try self.init(from: path, options: ReadingOptions())
    }

    /// All labelled texts of a file, read with the given options.
    ///
    /// - Throws: `FileError` where the file cannot be read; `FormatError` naming the file, the line and
    ///   what was expected.
    public init(from path: String, options: ReadingOptions) throws {
        self = try LabelledTextReader(from: path, options: options).readAll()
    }
}
