import Swiftlet

/// Draws tweets of each class.
///
/// Of two classes the same number of each is drawn; of more at most as many, so that a rare class
/// does not cost the tweets of the others.
///
/// - Parameters:
///   - asked: What `--per-class` says.
///   - standard: How many where it says nothing: of two classes that many, or as many as the rarer
///     one has; of more that many of each class that has more.
public func draw(
    _ data: LabelledTexts,
    perClass asked: CountOrAll?,
    standard: Int,
    seed: UInt64
) throws -> [LabelledText] {
    let counts = data.classCounts
    let rarest = counts.min() ?? 0
    var found: String {
        let classes = zip(counts, data.labels).map { "\($0) \($1)" }
        return classes.dropLast().joined(separator: ", ") + " and \(classes.last ?? "no") tweets"
    }
    guard rarest > 0 else {
        throw ExampleError(
            "The data hold \(found); \(counts.count == 2 ? "both" : "all") are needed."
        )
    }
    if case .all = asked { return data.examples }
    let number = asked?.number ?? (counts.count == 2 ? min(standard, rarest) : standard)
    guard asked == nil || number <= rarest else {
        throw ExampleError("--per-class \(number) asks for more than the data hold: \(found).")
    }
    let abundant = data.indices.filter { counts[data[$0].label] >= number }
    let kept = data.indices.filter { counts[data[$0].label] < number }
    let drawn = try stratifiedDraw(
        labels: abundant.map { data[$0].label },
        perClass: number,
        seed: seed
    )
    return (kept + drawn.map { abundant[$0] }).sorted().map { data[$0] }
}
