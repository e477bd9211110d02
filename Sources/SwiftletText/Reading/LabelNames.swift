import SwiftletBase

/// The names of a table's classes, learnt from its rows or given.
///
/// Every label as it is written gets a number: first those of the rows that were looked at in
/// advance, in the order of the classes, then others as they come. `order` gives the classes in the
/// end.
struct LabelNames {
    enum Meaning: Equatable {
        /// The number of a label.
        case label(Int)
        /// Sentiment140's class between the other two.
        case neutral
        /// No label: the field is empty, or holds what pandas takes for a missing value.
        case missing
        case unknown
    }

    /// How labels get their numbers.
    private enum Mode: Equatable {
        /// Sentiment140's: 0, 2 (left out) and 4.
        case sentiment140
        /// As they stand in the file.
        case written
        /// By the names that were given.
        case named
        /// They stand in the file as numbers, and the given names are for them in ascending order.
        case ranked
        /// Names were given, and no label was seen yet.
        case undecided
    }

    /// The labels by number, as they are written.
    private(set) var names: [String] = []
    /// How many rows have each.
    private(set) var counts: [Int] = []
    private let given: [String]?
    /// Where it is said, the class of each label as it is written, by the label's key.
    private let written: [String: Int]?
    /// Which key of `written` the file has for a class.
    private var usedKeys: [Int: String] = [:]
    private let isSentiment140: Bool
    private var mode: Mode
    private var numbers: [String: Int] = [:]
    private var cache = SpellingCache()

    /// The most different labels a table may have where none are given.
    static let maximumCount = 1000

    /// - Parameter written: The one of `given` that each label as it is written means; nil to find out.
    init(given: [String]?, written: [String: String]? = nil, isSentiment140: Bool) {
        self.given = given
        self.isSentiment140 = isSentiment140
        self.written = given == nil ? nil : written.map { Self.places($0, in: given!) }
        mode = given != nil ? .undecided : isSentiment140 ? .sentiment140 : .written
        if mode == .sentiment140 { for name in ["0", "4"] { _ = add(name, key: name) } }
        if self.written != nil {
            mode = .named
            for name in given! { _ = add(name, key: name) }
        }
    }

    private static func places(_ written: [String: String], in names: [String]) -> [String: Int] {
        var places: [String: Int] = [:]
        for (text, name) in written {
            places[KnownLabel(text)?.key ?? text] = names.firstIndex(of: name)
        }
        return places
    }

    /// The name of the class of each number that names stand for; empty where the labels are names.
    var namesOfNumbers: [String: String] {
        if let written {
            return written.mapValues { given![$0] }
        }
        let isPair = Self.pair(of: Array(numbers.keys)) != nil
        guard mode == .sentiment140 || mode == .ranked || mode == .written && isPair else {
            return [:]
        }
        let (labels, places) = order
        var names: [String: String] = [:]
        for (key, number) in numbers where KnownLabel(key)?.number != nil {
            // Where names are missing still, the reading goes on.
            if labels.indices.contains(places[number]) { names[key] = labels[places[number]] }
        }
        return names
    }

    /// What the bytes of a field mean, nil where they must be decoded first.
    @inline(__always)
    func meaning(of bytes: UnsafeBufferPointer<UInt8>) -> Meaning? { cache.meaning(of: bytes) }

    /// What `text` means, which stood in a field as `bytes`.
    mutating func read(_ text: String, bytes: UnsafeBufferPointer<UInt8>?) -> Meaning {
        let meaning = meaning(ofWritten: text.trimmed())
        if let bytes, meaning != .unknown { cache.insert(bytes, meaning) }
        return meaning
    }

    mutating func count(_ number: Int) { counts[number] += 1 }

    private mutating func meaning(ofWritten text: String) -> Meaning {
        if mode == .sentiment140 {
            if text == "2" { return .neutral }
            return numbers[text].map { .label($0) } ?? .unknown
        }
        if let written, let place = written[KnownLabel(text)?.key ?? text] {
            let key = KnownLabel(text)?.key ?? text
            // Of 0 and 1 or 0 and 4, a file has one of 1 and 4.
            guard usedKeys[place, default: key] == key else { return .unknown }
            usedKeys[place] = key
            return .label(place)
        }
        if let given, mode != .ranked {
            let place = given.firstIndex(of: text) ?? Self.onlyMatch(text, in: given)
            if let place {
                if mode == .undecided {
                    mode = .named
                    for name in given { _ = add(name, key: name) }
                }
                return .label(place)
            }
        }
        if Self.missingValues.contains(text) { return .missing }
        if written != nil, isSentiment140, text == "2" { return .neutral }
        switch mode {
        case .named:
            return .unknown
        case .undecided:
            // Names that are numbers themselves are for these numbers and no others.
            guard KnownLabel(text)?.number != nil, !given!.contains(where: Self.isPlainNumber)
            else { return .unknown }
            mode = .ranked
        case .ranked:
            guard KnownLabel(text)?.number != nil else { return .unknown }
        default:
            break
        }
        let key = KnownLabel(text)?.key ?? text
        if let number = numbers[key] { return .label(number) }
        guard names.count < (mode == .ranked ? given!.count : Self.maximumCount) else {
            return .unknown
        }
        return .label(add(KnownLabel(text)?.name ?? text, key: key))
    }

    private mutating func add(_ name: String, key: String) -> Int {
        names.append(name)
        counts.append(0)
        numbers[key] = names.count - 1
        return names.count - 1
    }

    /// The place of the only one of `names` that equals `text` except for case, or means the same.
    private static func onlyMatch(_ text: String, in names: [String]) -> Int? {
        let lower = text.lowercased()
        let same = names.indices.filter { names[$0].lowercased() == lower }
        if !same.isEmpty { return same.count == 1 ? same[0] : nil }
        guard let known = KnownLabel(text) else { return nil }
        let alike = names.indices.filter { place in
            guard let other = KnownLabel(names[place]) else { return false }
            return other.family == known.family && other.rank == known.rank
                && isPlainNumber(names[place]) == isPlainNumber(text)
        }
        return alike.count == 1 ? alike[0] : nil
    }

    /// Whether a label is a number as such, and not `LABEL_1`.
    private static func isPlainNumber(_ text: String) -> Bool {
        KnownLabel(text)?.number != nil && Double(text) != nil
    }

    /// Whether another label is refused because there are so many.
    var isFull: Bool { given == nil && names.count >= Self.maximumCount }

    /// The numbers that labels are, with one more than names were given for: which of them have names
    /// would depend on the order of the rows. nil where labels are no numbers, or `text` is none.
    func numbers(with text: String) -> [String]? {
        guard mode == .ranked, let known = KnownLabel(text), known.number != nil else { return nil }
        let all = names + [known.name]
        return KnownLabel.sorted(all).map { all[$0] }
    }

    /// Puts the labels seen so far into the order of the classes, before any row was counted.
    ///
    /// A label of two known ones brings the other: 1 is the second class even where no 0 was seen.
    mutating func arrange() {
        guard mode == .written || mode == .ranked else { return }
        var keys = Dictionary(uniqueKeysWithValues: numbers.map { ($1, $0) })
        if names.count == 1, (given?.count ?? 2) == 2,
            let pair = Self.pair(of: Array(numbers.keys)), numbers[pair[1]] != nil
        {
            keys[1] = pair[0]
            names.append(pair[0])
        }
        let order = KnownLabel.sorted(names)
        let (oldNames, oldKeys) = (names, keys)
        names = []
        counts = []
        numbers = [:]
        cache = SpellingCache()
        for number in order { _ = add(oldNames[number], key: oldKeys[number]!) }
    }

    /// The two known labels that stand for negative and positive, where `keys` are some of them.
    private static func pair(of keys: [String]) -> [String]? {
        [["0", "1"], ["0", "4"], ["negative", "positive"]].first { pair in
            keys.allSatisfy { pair.contains($0) }
        }
    }

    /// What is wrong with the labels once all rows are read.
    enum Fault: Equatable {
        /// So many that they are no classes.
        case tooMany(count: Int, rows: Int)
        /// Another number of labels than names for them.
        case wrongCount(found: [String], given: [String])
    }

    func fault() -> Fault? {
        let used = names.indices.filter { counts[$0] > 0 }
        let rows = counts.reduce(0, +)
        if mode == .ranked, given!.count != used.count, rankedPair == nil {
            let found = KnownLabel.sorted(names).filter { counts[$0] > 0 }.map { self.names[$0] }
            return .wrongCount(found: found, given: given!)
        }
        guard mode == .written else { return nil }
        let isMany = used.count > 100 && used.count * 4 > rows
        let isMost = used.count > 10 && used.count * 2 > rows
        return isMany || isMost ? .tooMany(count: used.count, rows: rows) : nil
    }

    /// Two given names are for 0 and 1 or 0 and 4, even where only one of them occurs.
    private var rankedPair: [String]? {
        given?.count == 2 ? Self.pair(of: Array(numbers.keys)) : nil
    }

    /// The names of the classes, and the class of each number.
    ///
    /// Classes that no row has are left out where the names are those of the file, unless they are
    /// the two that have always been.
    var order: (labels: [String], places: [Int]) {
        switch mode {
        case .sentiment140:
            return (["negative", "positive"], [0, 1])
        case .named:
            return (given!, Array(given!.indices))
        case .undecided:
            return (given!, [])
        case .written, .ranked:
            if mode == .written || given!.count == 2, let pair = Self.pair(of: Array(numbers.keys))
            {
                var places = [Int](repeating: 0, count: names.count)
                for (key, number) in numbers { places[number] = key == pair[0] ? 0 : 1 }
                return (given ?? ["negative", "positive"], places)
            }
            let sorted = KnownLabel.sorted(names).filter { counts[$0] > 0 }
            var places = [Int](repeating: 0, count: names.count)
            for (place, number) in sorted.enumerated() { places[number] = place }
            let labels = sorted.map { names[$0] }
            return (mode == .ranked && given!.count == labels.count ? given! : labels, places)
        }
    }

    /// The names of the labels by number: those of the classes where they stand in their order.
    var current: [String] {
        let isPair = Self.pair(of: Array(numbers.keys)) != nil
        if mode == .written && !isPair { return names }
        if mode == .ranked && !isPair {
            let isSorted = KnownLabel.sorted(names).elementsEqual(names.indices)
            return isSorted && names.count == given!.count ? given! : names
        }
        let (labels, places) = order
        return places.elementsEqual(places.indices) ? labels : names
    }

    /// The labels that may come, for an error.
    var expectation: String {
        switch mode {
        case .sentiment140: return "0 (negative), 2 (neutral) or 4 (positive)"
        case .named, .undecided:
            let numbers = written ?? [:]
            let keys = Array(numbers.keys)
            let known = KnownLabel.sorted(keys).map {
                "\(keys[$0]) (\(given![numbers[keys[$0]]!]))"
            }
            let names = given!.indices.filter { !numbers.values.contains($0) }.map { given![$0] }
            return "one of " + (known + names).joined(separator: ", ")
        case .ranked:
            let found = KnownLabel.sorted(names).map { names[$0] }.joined(separator: ", ")
            return "one of the \(given!.count) that have names: \(found)"
        case .written: return "at most \(Self.maximumCount) different labels"
        }
    }

    /// What pandas takes for a missing value.
    static let missingValues: Set<String> = [
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
        "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
    ]
}

/// What short labels mean, by their bytes as they stand in the file.
private struct SpellingCache {
    private var entries: [(key: UInt64, length: Int, meaning: LabelNames.Meaning)] = []

    @inline(__always)
    func meaning(of bytes: UnsafeBufferPointer<UInt8>) -> LabelNames.Meaning? {
        guard bytes.count <= 8 else { return nil }
        let key = Self.key(bytes)
        for entry in entries where entry.key == key && entry.length == bytes.count {
            return entry.meaning
        }
        return nil
    }

    mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>, _ meaning: LabelNames.Meaning) {
        if bytes.count <= 8, entries.count < 8, self.meaning(of: bytes) == nil {
            entries.append((Self.key(bytes), bytes.count, meaning))
        }
    }

    @inline(__always)
    private static func key(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
