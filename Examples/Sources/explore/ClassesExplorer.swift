import Swiftlet

/// Explores three classes or more: each of them against the rest.
struct ClassesExplorer {
    private let labels: [String]
    private var explorers: [CorpusExplorer]
    /// For the hash of each different text its first class, whether another has it too, and its rows.
    private var texts: [Int: (label: Int, isMixed: Bool, rows: Int)] = [:]

    /// At most so many classes are explored: each takes time and memory.
    static let maximumCount = 20

    init(labels: [String]) {
        self.labels = labels
        explorers = labels.map { _ in CorpusExplorer() }
    }

    /// Looks at further texts.
    mutating func add(_ rows: [LabelledText]) {
        for label in labels.indices {
            explorers[label].add(
                rows.map { LabelledText(text: $0.text, label: $0.label == label ? 1 : 0) }
            )
        }
        for row in rows {
            let hash = Self.hash(of: row.text)
            var entry = texts[hash] ?? (row.label, false, 0)
            if entry.label != row.label { entry.isMixed = true }
            entry.rows += 1
            texts[hash] = entry
        }
    }

    /// The hash of a text's bytes.
    private static func hash(of text: String) -> Int {
        var text = text
        var hasher = Hasher()
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return hasher.finalize()
    }

    /// The summaries of the classes.
    var classes: [ExploreResults.Class] {
        zip(labels, explorers).map { label, explorer in
            ExploreResults.Class(name: label, summary: explorer.summary(), label: 1)
        }
    }

    var duplicates: ExploreResults.Duplicates {
        var duplicates = ExploreResults.Duplicates(distinctTexts: texts.count)
        for entry in texts.values {
            if entry.rows > 1 { duplicates.repeatedRows += entry.rows - 1 }
            if entry.isMixed {
                duplicates.contradictingTexts += 1
                duplicates.contradictingRows += entry.rows
            }
        }
        return duplicates
    }
}
