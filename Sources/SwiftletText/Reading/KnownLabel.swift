import SwiftletBase

/// A label whose place among others is known: a number, or a word of a common scale.
struct KnownLabel: Equatable {
    enum Family: Equatable {
        case number, sentiment, truth, answer
    }

    let family: Family
    let rank: Double
    /// The number that it is, nil of a word.
    var number: Double? { family == .number ? rank : nil }
    /// Equal for spellings of the same label: 1 and 1.0, Positive and positive.
    let key: String
    /// The name of the class: as it is written, but that 1.0 is 1.
    let name: String

    init?(_ text: String) {
        let lower = text.asciiLowercased()
        if let number = Self.integer(lower) {
            (family, rank, key, name) = (.number, Double(number), "\(number)", "\(number)")
        } else if lower.hasPrefix("label_"), let number = Self.integer(lower.dropFirst(6)) {
            (family, rank, key, name) = (.number, Double(number), lower, text)
        } else if let number = Self.decimal(lower) {
            (family, rank, key, name) = (.number, number, text, text)
        } else if let (family, rank) = Self.words[lower] {
            (self.family, self.rank, key, name) = (family, rank, lower, text)
        } else {
            return nil
        }
    }

    /// The places of `names` in the order of the classes: numbers rise, words of a scale go from
    /// its low to its high end, others stand in the order of their code points.
    static func sorted(_ names: [String]) -> [Int] {
        let known = names.compactMap { KnownLabel($0) }
        let areAlike =
            known.count == names.count && known.allSatisfy { $0.family == known[0].family }
        return names.indices.sorted { one, other in
            if areAlike, known[one].rank != known[other].rank {
                return known[one].rank < known[other].rank
            }
            return names[one].unicodeScalars.lexicographicallyPrecedes(names[other].unicodeScalars)
        }
    }

    /// An integer of at most nine digits, with zeros behind a point or without.
    private static func integer(_ text: some StringProtocol) -> Int? {
        var digits = text.utf8[...]
        if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
            let zeros = digits[digits.index(after: point)...]
            guard !zeros.isEmpty, zeros.allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
            digits = digits[..<point]
        }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard (1...9).contains(digits.count), digits.count == 1 || digits.first != 0x30 else {
            return nil
        }
        var value = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return isNegative ? -value : value
    }

    private static func decimal(_ text: String) -> Double? {
        guard text.utf8.count <= 12, text.utf8.contains(UInt8(ascii: ".")),
            text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2E || $0 == 0x2D })
        else { return nil }
        return Double(text)
    }

    private static let words: [String: (Family, Double)] = {
        let sentiment = [
            ["very negative", "extremely negative", "strongly negative"],
            ["negative", "neg"],
            ["neutral", "neu"],
            ["positive", "pos"],
            ["very positive", "extremely positive", "strongly positive"],
        ]
        var words: [String: (Family, Double)] = [
            "false": (.truth, 0), "true": (.truth, 1), "no": (.answer, 0), "yes": (.answer, 1),
        ]
        for (rank, spellings) in sentiment.enumerated() {
            for spelling in spellings {
                words[spelling] = (.sentiment, Double(rank))
                let joined = String(spelling.map { $0 == " " ? "_" : $0 })
                words[joined] = (.sentiment, Double(rank))
            }
        }
        return words
    }()
}

extension String {
    /// Without white space at the ends, nor byte order marks, which Unicode does not count as such.
    func trimmed() -> String {
        let isInk = { (byte: UInt8) in byte > 0x20 && byte < 0x80 }
        if let first = utf8.first, let last = utf8.last, isInk(first), isInk(last) { return self }
        let isBlank = { (scalar: Unicode.Scalar) in
            scalar.properties.isWhitespace || scalar == "\u{FEFF}"
        }
        var scalars = unicodeScalars[...].drop(while: isBlank)
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(Substring(scalars))
    }

    /// A-Z in lower case.
    func asciiLowercased() -> String {
        String(
            decoding: utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 },
            as: UTF8.self
        )
    }
}
