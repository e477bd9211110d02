/// Where a table keeps what is read of each row.
struct Columns: Equatable {
    var count: Int
    var label: Int
    var text: Int
    var category: Int?

    /// The most columns a table may have.
    static let maximumCount = 1024

    /// target, id, date, flag, user, text.
    static let sentiment140 = Columns(count: 6, label: 0, text: 5, category: nil)

    /// Whether a table's first row is one of Sentiment140's: a label, a number and a date such as
    /// "Mon Apr 06 22:19:45 PDT 2009" begin it.
    static func isSentiment140(_ row: [String]) -> Bool {
        let days = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "]
        return row.count == sentiment140.count && ["0", "2", "4"].contains(row[0])
            && row[1].utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            && days.contains { row[2].hasPrefix($0) }
    }
}

/// The columns of a table as its first rows tell them, or why they do not.
enum ColumnChoice {
    case columns(Columns, header: Header.Presence)
    /// A column that the options name is not there.
    case missing(String)
    /// There are two columns of the same name to choose from.
    case repeated(String)
    /// There are more columns than a table may have.
    case tooMany
    case undecided(label: Bool, text: Bool)

    /// - Parameters:
    ///   - first: The first row, which may be a header.
    ///   - rest: Some rows after it.
    init(_ first: [String], _ rest: [[String]], _ options: ReadingOptions) {
        let header = Header(first)
        guard first.count <= Columns.maximumCount else {
            self = .tooMany
            return
        }
        var hasNames = false
        func given(_ column: String?) -> Header.Match {
            guard let column else { return .none }
            let match = header.column(column)
            if match.isByName { hasNames = true }
            return match
        }
        var label = given(options.labelColumn)
        var text = given(options.textColumn)
        for (column, match) in [(options.labelColumn, label), (options.textColumn, text)] {
            if let column, match == .none {
                self = .missing(column)
                return
            }
        }
        if label == .none { label = header.known(Header.labelNames, besides: text.index) }
        if text == .none { text = header.known(Header.textNames, besides: label.index) }
        hasNames = hasNames || label.isByName || text.isByName
        for case .repeated(let name) in [label, text] {
            self = .repeated(name)
            return
        }
        // Beside one of two columns, the other is what is sought.
        if first.count == 2, hasNames || options.labelColumn != nil || options.textColumn != nil {
            if label == .none, let other = text.index { label = .number(1 - other) }
            if text == .none, let other = label.index { text = .number(1 - other) }
        }
        if let label = label.index, let text = text.index, label != text {
            let category = header.names.firstIndex(of: "category")
            let columns = Columns(
                count: first.count,
                label: label,
                text: text,
                category: category == label || category == text || !hasNames ? nil : category
            )
            let isData =
                !hasNames && Self.isData(first[label], rest.map { $0[label] }, options)
                && !Self.isName(first[text], rest.map { $0[text] })
            self = .columns(columns, header: hasNames ? .named : isData ? .absent : .likely)
            return
        }
        if !hasNames, options.labelColumn == nil, options.textColumn == nil, first.count == 2 {
            let rows = [first] + rest
            let areLabels = (0...1).map { column in
                Self.areLabels(rows.map { $0[column] }, options)
            }
            if areLabels[0] != areLabels[1] {
                let label = areLabels[0] ? 0 : 1
                let columns = Columns(count: 2, label: label, text: 1 - label, category: nil)
                let isHeader = Self.isName(first[1 - label], rest.map { $0[1 - label] })
                self = .columns(columns, header: isHeader ? .likely : .absent)
                return
            }
        }
        self = .undecided(label: label.index == nil, text: text.index == nil)
    }

    /// Whether the label field of the first row is a label and not the name of the column.
    private static func isData(_ first: String, _ rest: [String], _ options: ReadingOptions) -> Bool
    {
        let first = first.trimmed()
        return KnownLabel(first) != nil || options.labels?.contains(first) ?? false
            || LabelNames.missingValues.contains(first)
            || rest.contains { $0.trimmed() == first }
    }

    /// Whether the text field of the first row is the name of the column and not a text: words joined
    /// by `_` above texts of several words.
    private static func isName(_ first: String, _ rest: [String]) -> Bool {
        let words = first.trimmed().utf8.split(
            separator: UInt8(ascii: "_"),
            omittingEmptySubsequences: false
        )
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) }
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        return words.count > 1 && words[0].first.map(isLetter) ?? false
            && words.allSatisfy { !$0.isEmpty && $0.allSatisfy { isLetter($0) || isDigit($0) } }
            && rest.contains { $0.contains(" ") } && !rest.contains(first)
    }

    /// Whether all the labels of a column, of which there are some, are known ones.
    static func areKnown(_ fields: [String]) -> Bool {
        let present = Set(fields.map { $0.trimmed() }).subtracting(LabelNames.missingValues)
        return !present.isEmpty && present.count <= 20
            && present.allSatisfy { KnownLabel($0) != nil }
    }

    /// Whether all of a column's fields may be labels: known ones, or words that come again.
    private static func areLabels(_ fields: [String], _ options: ReadingOptions) -> Bool {
        let fields = fields.map { $0.trimmed() }
        if let labels = options.labels, fields.allSatisfy({ labels.contains($0) }) { return true }
        let present = fields.filter { !LabelNames.missingValues.contains($0) }
        let distinct = Set(present)
        if present.isEmpty { return false }
        if distinct.allSatisfy({ KnownLabel($0) != nil }), distinct.count <= 20 { return true }
        return distinct.count <= 100 && distinct.count * 2 <= present.count
            && distinct.allSatisfy { $0.utf8.count <= 40 }
            && present.count { $0 == present[0] } > 1
    }
}

/// The names in the first row of a table.
struct Header {
    /// Without quotes and white space around them, A-Z in lower case, words joined by `_`.
    let names: [String]
    private let written: [String]

    init(_ row: [String]) {
        written = row.map { $0.trimmed() }
        names = row.map { Self.normalized($0) }
    }

    /// Whether a table has a header.
    enum Presence {
        /// Names are known in it.
        case named
        /// The first row's label is none of those after it.
        case likely
        case absent
    }

    enum Match: Equatable {
        case none
        case name(Int)
        case number(Int)
        case repeated(String)

        var index: Int? {
            switch self {
            case .name(let index), .number(let index): index
            case .none, .repeated: nil
            }
        }
        var isByName: Bool { if case .name = self { true } else { false } }
    }

    /// The column of a name, or else of a number from 1.
    func column(_ column: String) -> Match {
        let name = Self.normalized(column)
        for found in [
            written.indices.filter { written[$0] == column },
            names.indices.filter { names[$0] == name },
        ] {
            if found.count > 1 { return .repeated(column) }
            if let index = found.first { return .name(index) }
        }
        if let number = Int(column), names.indices.contains(number - 1) {
            return .number(number - 1)
        }
        return .none
    }

    /// The only column that has one of the known names of the first of `tiers` that has any.
    func known(_ tiers: [Names], besides taken: Int?) -> Match {
        for tier in tiers {
            let found = names.indices.filter { $0 != taken && tier.contain(names[$0]) }
            if found.count == 1 { return .name(found[0]) }
            if found.count > 1 {
                let isRepeated = found.allSatisfy { names[$0] == names[found[0]] }
                return isRepeated ? .repeated(names[found[0]]) : .none
            }
        }
        return .none
    }

    struct Names {
        var whole: Set<String> = []
        var endings: [String] = []

        func contain(_ name: String) -> Bool {
            whole.contains(name) || endings.contains { name.hasSuffix($0) }
        }
    }

    static let labelNames = [
        Names(whole: ["label"]),
        Names(whole: [
            "labels", "sentiment", "sentiments", "target", "polarity", "class", "classes",
            "airline_sentiment", "sentiment_label", "label_text", "emotion", "intent", "topic",
            "rating", "stars", "score", "y", "gold", "gold_label", "class_index", "class_label",
            "feeling", "liked", "is_positive", "stance",
        ]),
        Names(endings: ["_label", "_sentiment", "_class"]),
        Names(whole: ["category"]),
    ]

    static let textNames = [
        Names(whole: ["text"]),
        Names(whole: [
            "texts", "tweet", "tweets", "tweet_text", "content", "review", "reviews",
            "review_text", "reviewtext", "sentence", "sentences", "message", "messages", "sms",
            "comment", "comments", "comment_text", "sentimenttext", "sentiment_text", "body",
            "post", "phrase", "document", "utterance", "statement", "description", "clean_text",
            "tweet_content", "originaltweet", "headline", "feedback",
        ]),
        Names(endings: [
            "_text", "_tweet", "_review", "_reviews", "_comment", "_message", "_body", "_content",
            "_sentence", "_post",
        ]),
        Names(whole: ["title", "titles", "subject"], endings: ["_title"]),
    ]

    private static func normalized(_ name: String) -> String {
        let marks: [UInt8] = [0x20, 0x09, 0x22, 0x27]
        var bytes = name.utf8[...].drop { marks.contains($0) }
        while let last = bytes.last, marks.contains(last) { bytes.removeLast() }
        return String(
            decoding: bytes.map { byte in
                switch byte {
                case 0x41...0x5A: byte | 0x20
                case 0x20, 0x2D: UInt8(ascii: "_")
                default: byte
                }
            },
            as: UTF8.self
        )
    }
}
