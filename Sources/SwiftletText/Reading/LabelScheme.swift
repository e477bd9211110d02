/// How a file writes its labels, learnt from its rows.
///
/// A file keeps to one way of writing: in a file that has 0 and 4, a 1 is not "positive" but a
/// mistake (or a scale of stars, which must not be read as two classes).
enum LabelScheme: Equatable {
    /// A file with a header, before any label other than 0.
    case undecided(sawZero: Bool)
    /// 0 and 1.
    case zeroOne
    /// 0 and 4.
    case zeroFour
    /// "negative" and "positive".
    case words
    /// 0, 2 (neutral) and 4, in six columns.
    case sentiment140

    enum Meaning: Equatable {
        case label(Int)
        case neutral
        case unknown
    }

    /// What `text` means; also settles an undecided scheme.
    mutating func read(_ text: String) -> Meaning {
        // Nearly every label is a single digit.
        switch (self, text.utf8.count == 1 ? text : text.asciiTrimmedAndLowercased()) {
        case (.undecided, "0"):
            self = .undecided(sawZero: true)
            return .label(0)
        case (.undecided, "1"):
            self = .zeroOne
            return .label(1)
        case (.undecided, "4"):
            self = .zeroFour
            return .label(1)
        case (.undecided(sawZero: false), "negative"):
            self = .words
            return .label(0)
        case (.undecided(sawZero: false), "positive"):
            self = .words
            return .label(1)
        case (.zeroOne, "0"), (.zeroFour, "0"), (.sentiment140, "0"), (.words, "negative"):
            return .label(0)
        case (.zeroOne, "1"), (.zeroFour, "4"), (.sentiment140, "4"), (.words, "positive"):
            return .label(1)
        case (.sentiment140, "2"):
            return .neutral
        default:
            return .unknown
        }
    }

    /// The labels that may come, for an error.
    var expectation: String {
        switch self {
        case .undecided(sawZero: false): "0 or 1, 0 or 4, or negative or positive"
        case .undecided(sawZero: true): "0, 1 or 4"
        case .zeroOne: "0 or 1 as in the rows before"
        case .zeroFour: "0 or 4 as in the rows before"
        case .words: "negative or positive as in the rows before"
        case .sentiment140: "0 (negative), 2 (neutral) or 4 (positive)"
        }
    }
}

extension String {
    /// Without spaces and tabs at the ends, A-Z in lower case.
    func asciiTrimmedAndLowercased() -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var bytes = Array(utf8.drop(while: isBlank))
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(
            decoding: bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 },
            as: UTF8.self
        )
    }
}
