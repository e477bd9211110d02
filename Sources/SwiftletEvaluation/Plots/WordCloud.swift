import SwiftletPlatform

/// Words as large as they weigh, packed around a middle: a first look at what texts are about.
///
///     WordCloud(
///         title: "Positive tweets",
///         words: [.init("love", weight: 812, hint: "812 times", series: 0), .init("day", weight: 790)]
///     )
///
/// All words are upright, and none overlaps another. A letter's height grows with the square root of
/// the weight, so that a word's area grows with the weight. Words that find no place, the lightest,
/// are left out.
public struct WordCloud: Plot {
    /// A word and how much it weighs.
    public struct Word: Sendable, Equatable {
        public var text: String
        /// Above zero; a word of another weight is left out.
        public var weight: Double
        /// What is shown where a pointer rests on the word.
        public var hint: String
        /// The series whose colour the word has; nil for none.
        public var series: Int?

        /// Creates a word with its weight.
        public init(_ text: String, weight: Double, hint: String = "", series: Int? = nil) {
            self.text = text
            self.weight = weight
            self.hint = hint
            self.series = series
        }
    }

    public var title: String
    public var words: [Word]

    /// Creates a cloud of words.
    public init(title: String, words: [Word]) {
        self.title = title
        self.words = words
    }

    /// A word in its place.
    package struct Placement {
        package let word: Word
        /// What is written of the word: all of it, unless it is too long for the cloud.
        package let text: String
        /// The height of its letters in units of the drawing.
        package let size: Double
        /// What it covers.
        package var box: PlotBox
    }

    package static let smallestSize = 13.0
    package static let largestSize = 52.0
    private static let maximumHeight = 340.0

    public var drawing: SVGDrawing {
        let placements = placements()
        guard !placements.isEmpty else { return .withoutData(title: title) }
        var drawing = SVGDrawing(width: PlotFrame.width, title: title, summary: summary)
        let top = PlotHeader(title: title, entries: []).draw(in: &drawing) + 4
        for placement in placements {
            let word = placement.word
            let group = word.series.map(PlotStyle.series) ?? "plain"
            drawing.group(group, hint: word.hint.isEmpty ? nil : word.hint) { drawing in
                drawing.text(
                    "word",
                    placement.text,
                    at: PlotPoint(
                        x: placement.box.center.x,
                        y: top + placement.box.top + Self.ascent * placement.size
                    ),
                    anchor: .middle,
                    size: placement.size
                )
            }
        }
        drawing.height = top + placements.map(\.box.bottom).max()! + PlotHeader.margin
        return drawing
    }

    private var summary: String {
        "The largest words: " + ranked.prefix(20).map(\.text).joined(separator: ", ") + "."
    }

    private var ranked: [Word] {
        words.filter { $0.weight > 0 && $0.weight < 1e300 && !$0.text.isEmpty }
            .enumerated()
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element)
    }
}

extension WordCloud {
    /// How far letters reach above the base line and below it, in units of their size.
    private static let ascent = 0.8
    private static let descent = 0.24
    /// The space around a word.
    private static let gap = 2.0

    /// Where the words stand, the heaviest first; the highest one begins at 0.
    ///
    /// The heaviest word takes the middle. Each of the others goes along a spiral from there until
    /// it meets nothing. Where one comes to the end, all are tried again smaller; the most words that
    /// were ever placed before that stay.
    package func placements() -> [Placement] {
        let ranked = ranked
        guard let heaviest = ranked.first?.weight else { return [] }
        var best: [Placement] = []
        var largest = Self.largestSize
        while largest >= Self.smallestSize {
            let placed = place(ranked, heaviest: heaviest, largest: largest)
            if placed.count > best.count { best = placed }
            if best.count == ranked.count { break }
            largest *= 0.9
        }
        let top = best.map(\.box.top).min() ?? 0
        return best.map { placement in
            var placement = placement
            placement.box.top -= top
            placement.box.bottom -= top
            return placement
        }
    }

    private func place(_ ranked: [Word], heaviest: Double, largest: Double) -> [Placement] {
        let width = PlotFrame.width - 2 * PlotHeader.margin
        let middle = PlotPoint(x: PlotFrame.width / 2, y: Self.maximumHeight / 2)
        var placed: [Placement] = []
        for word in ranked {
            let share = (word.weight / heaviest).squareRoot()
            let wanted = max(Self.smallestSize, largest * share)
            let length = TextMetrics.width(of: word.text, size: 1)
            let size = max(Self.smallestSize, min(wanted, (width - 2 * Self.gap) / length))
            let text = TextMetrics.truncated(
                word.text,
                toWidth: width - 2 * Self.gap,
                size: size
            )
            let half = TextMetrics.width(of: text, size: size) / 2 + Self.gap
            let height = (Self.ascent + Self.descent) * size + Self.gap
            let free = Self.spiral(around: middle).lazy.map { point in
                PlotBox(
                    left: point.x - half,
                    top: point.y - height / 2,
                    right: point.x + half,
                    bottom: point.y + height / 2
                )
            }.first { box in
                box.left >= PlotHeader.margin && box.right <= PlotHeader.margin + width
                    && box.top >= 0 && box.bottom <= Self.maximumHeight
                    && placed.allSatisfy { $0.box.overlap(with: box) == 0 }
            }
            guard let free else { break }
            placed.append(Placement(word: word, text: text, size: size, box: free))
        }
        return placed
    }

    /// Points from the middle outwards along Archimedes' spiral, flat as the cloud is, about four
    /// units apart.
    private static func spiral(around middle: PlotPoint) -> some Sequence<PlotPoint> {
        let flatness = maximumHeight / PlotFrame.width
        let end = PlotFrame.width / 2
        return sequence(state: (radius: 0.0, angle: 0.0)) { state -> PlotPoint? in
            guard state.radius < end else { return nil }
            let point = PlotPoint(
                x: middle.x + state.radius * cos(state.angle),
                y: middle.y + state.radius * sin(state.angle) * flatness
            )
            let turn = min(0.5, 4 / max(state.radius, 1))
            state.angle += turn
            state.radius += turn * 4 / (2 * .pi)
            return point
        }
    }
}
