import Feedback
import Swiftlet

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which reports of users are trained on, and which are held out for evaluation.
public struct SelectedFeedback: Sendable {
    public let training: [LabelledText]
    public let judged: [LabelledText]
    public let counts: Counts

    /// What became of the reports. Each one that is not used is counted once, the first reason of
    /// those below that holds.
    public struct Counts: Sendable, Equatable {
        /// All reports that were read.
        public var reports = 0
        /// No label was expected.
        public var withoutLabel = 0
        /// The expected label is none of the model's.
        public var unknownLabel = 0
        /// The text is empty.
        public var withoutText = 0
        /// A later report of the same text stands for it.
        public var repeated = 0
        /// Texts that were dropped as older than as many as are kept.
        public var old = 0
        /// Texts beyond as many as one address may give.
        public var flooded = 0
        /// Texts for which different addresses expect different labels.
        public var contradictions = 0
        /// Texts that the fixed test holds.
        public var inTest = 0
        /// Texts that the data hold with the same label.
        public var known = 0
        /// Texts that the data hold with another label.
        public var againstData = 0
        /// Texts that are nearly one that was reported with the same label.
        public var nearDuplicates = 0
        /// Texts to train on.
        public var training = 0
        /// Texts that are kept to judge by.
        public var judged = 0
        /// Of both, the most that one address reported first.
        public var mostOfOneSource = 0

        public init() {}
    }
}

/// Selects training data from a journal, in memory that does not grow with it.
///
///     var selection = FeedbackSelection(labels: champion.labels)
///     try scan.forEachReport { selection.add($0) }
///     let feedback = selection.selected(test: test, data: data)
///
/// Reports may come in any order: their times count. Texts that differ in case or white space only
/// are one text.
public struct FeedbackSelection {
    public struct Settings: Sendable, Equatable {
        /// As many texts are kept, those that were reported last.
        public var maximumTexts = 20_000
        /// As many bytes they may have together.
        public var maximumBytes = 32 << 20
        /// As many texts of one address are kept, those that it reported last; nil for any number.
        public var maximumPerSource: Int? = 500
        /// One text in so many is kept to judge by.
        public var judgedEvery = 5
        /// How much of two texts must be the same that one of them is dropped.
        public var similarity = 0.9

        public init() {}
    }

    /// What one address last said of a text.
    fileprivate struct Vote {
        let source: String?
        var label: Int
        var time: Double
    }

    fileprivate struct Entry {
        var text: String
        /// The address that reported it first.
        let source: String?
        var votes: [Vote]
        var time: Double
    }

    /// So many addresses are remembered for a text; those that come later are one.
    fileprivate static let maximumVotes = 16

    private let labels: [String: Int]
    private let settings: Settings
    private var counts = SelectedFeedback.Counts()
    private var entries: [String: Entry] = [:]
    /// The bytes of all entries' texts, or more.
    private var bytes = 0
    /// The texts that each address reported first.
    private var keys: [String: [String]] = [:]

    /// - Parameter labels: Those of the model.
    public init(labels: [String], settings: Settings = Settings()) {
        self.labels = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
        self.settings = settings
    }

    /// Takes a report into account.
    public mutating func add(_ report: FeedbackReport) {
        counts.reports += 1
        guard let expected = report.expectedLabel else {
            counts.withoutLabel += 1
            return
        }
        guard let label = labels[expected] else {
            counts.unknownLabel += 1
            return
        }
        let source = report.source.map { SourceNetwork.name(of: $0) }
        let key = TextKey.key(of: report.text)
        guard !key.isEmpty else {
            counts.withoutText += 1
            return
        }
        let time = report.time.timeIntervalSince1970
        if entries[key] != nil {
            counts.repeated += 1
            entries[key]!.add(label, of: source, at: time, text: report.text)
            return
        }
        entries[key] = Entry(
            text: report.text,
            source: source,
            votes: [Vote(source: source, label: label, time: time)],
            time: time
        )
        if let source, let most = settings.maximumPerSource {
            keys[source, default: []].append(key)
            if keys[source]!.count >= 2 * most { cut(source, to: most) }
        }
        bytes += key.utf8.count
        let isMuch = bytes >= 2 * settings.maximumBytes
        if isMuch || entries.count >= 2 * settings.maximumTexts { cutOld() }
    }

    /// The training data and those held out for evaluation.
    ///
    /// - Parameters:
    ///   - test: The fixed test, none of whose texts is trained on.
    ///   - data: The texts that are trained on beside the reports. They are trusted: where a report
    ///     expects another label, it is dropped.
    public func selected(test: [LabelledText], data: [LabelledText]) -> SelectedFeedback {
        var rest = self
        if let most = settings.maximumPerSource {
            for source in rest.keys.keys.sorted() { rest.cut(source, to: most) }
        }
        rest.cutOld()
        return rest.parts(test: test, data: data)
    }

    private func parts(test: [LabelledText], data: [LabelledText]) -> SelectedFeedback {
        var counts = counts
        let tested = Set(test.map { TextKey.key(of: $0.text) })
        let trusted = Dictionary(
            data.map { (TextKey.key(of: $0.text), $0.label) },
            uniquingKeysWith: { first, _ in first }
        )
        var near = [Int: NearDuplicates]()
        var training: [LabelledText] = []
        var judged: [LabelledText] = []
        var bySource: [String: Int] = [:]
        // The last word first, so that it is what stays of texts that are nearly the same.
        let order = entries.sorted { ($1.value.time, $0.key) < ($0.value.time, $1.key) }
        for (key, entry) in order {
            let label = entry.votes[0].label
            if entry.votes.contains(where: { $0.label != label }) {
                counts.contradictions += 1
            } else if tested.contains(key) {
                counts.inTest += 1
            } else if let other = trusted[key] {
                if other == label { counts.known += 1 } else { counts.againstData += 1 }
            } else if near[label, default: NearDuplicates(similarity: settings.similarity)]
                .keep(key) != nil
            {
                counts.nearDuplicates += 1
            } else {
                let example = LabelledText(text: entry.text, label: label)
                let isJudged = TextKey.hash(key.utf8) % UInt64(settings.judgedEvery) == 0
                if isJudged { judged.append(example) } else { training.append(example) }
                if let source = entry.source { bySource[source, default: 0] += 1 }
            }
        }
        (counts.training, counts.judged) = (training.count, judged.count)
        counts.mostOfOneSource = bySource.values.max() ?? 0
        return SelectedFeedback(training: training, judged: judged, counts: counts)
    }

    /// Keeps those of the texts of an address that it reported last.
    private mutating func cut(_ source: String, to most: Int) {
        let own = (keys[source] ?? []).filter { entries[$0] != nil }
        keys[source] = own
        guard own.count > most else { return }
        let sorted = own.sorted { (entries[$1]!.time, $0) < (entries[$0]!.time, $1) }
        for key in sorted[most...] { entries[key] = nil }
        counts.flooded += sorted.count - most
        keys[source] = Array(sorted[..<most])
    }

    /// Keeps the texts that were reported last, as far as there is room for them.
    private mutating func cutOld() {
        let order = entries.map { (key: $0.key, time: $0.value.time) }
            .sorted { ($1.time, $0.key) < ($0.time, $1.key) }
        bytes = 0
        let kept = order.prefix(settings.maximumTexts).prefix { key, _ in
            bytes += key.utf8.count
            return bytes <= settings.maximumBytes
        }.count
        for (key, _) in order[kept...] { entries[key] = nil }
        counts.old += order.count - kept
        keys = keys.compactMapValues { own in
            let left = own.filter { entries[$0] != nil }
            return left.isEmpty ? nil : left
        }
    }
}

extension FeedbackSelection.Entry {
    /// Keeps the last word of the address.
    fileprivate mutating func add(_ label: Int, of source: String?, at time: Double, text: String) {
        if time >= self.time { (self.text, self.time) = (text, time) }
        let isFull = votes.count == FeedbackSelection.maximumVotes
        let place = votes.firstIndex { $0.source == source } ?? (isFull ? votes.count - 1 : nil)
        guard let place else {
            return votes.append(.init(source: source, label: label, time: time))
        }
        guard time >= votes[place].time else { return }
        (votes[place].label, votes[place].time) = (label, time)
    }
}
