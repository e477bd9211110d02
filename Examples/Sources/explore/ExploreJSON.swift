import ExampleSupport
import Swiftlet

extension ExploreResults {
    /// The content of `explore.json`.
    func json(_ stopwatch: Stopwatch) -> JSONValue {
        let seconds = stopwatch.steps.map { ($0.name, JSONValue.number($0.seconds)) }
        return object([
            ("data", .string(data)),
            ("threads", .integer(Threads.count)),
            ("rows", rowCounts),
            ("duplicates", duplicateCounts),
            ("characters", byClassName { lengths($0.characters) }),
            ("words", byClassName { lengths($0.words) }),
            ("features", features),
            ("terms", object([("words", terms(\.words)), ("pairs", terms(\.pairs))])),
            ("seconds", object(seconds + [("total", .number(stopwatch.total))])),
            ("peak_rss_bytes", .integer(peakResidentBytes())),
        ])
    }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members))
    }

    private func byClassName(_ value: (ClassSummary) -> JSONValue) -> JSONValue {
        object(classes.map { ($0.name, value($0.own)) })
    }

    private var rowCounts: JSONValue {
        object([
            ("count", .integer(rows)),
            (
                "classes",
                byClassName {
                    object([
                        ("count", .integer($0.rows)),
                        ("missing", .integer($0.missing)),
                        ("blank", .integer($0.blank)),
                        ("wordless", .integer($0.wordless)),
                    ])
                }
            ),
            ("bad", .integer(reading.badRows)),
            ("neutral", .integer(reading.neutralRows)),
            ("unlabelled", .integer(reading.unlabelledRows)),
            ("loosely_quoted", .integer(reading.looselyQuotedRows)),
            ("latin1", .integer(reading.latin1Rows)),
        ])
    }

    private var duplicateCounts: JSONValue {
        object([
            ("distinct_texts", .integer(duplicates.distinctTexts)),
            ("repeated_rows", .integer(duplicates.repeatedRows)),
            ("contradicting_texts", .integer(duplicates.contradictingTexts)),
            ("contradicting_rows", .integer(duplicates.contradictingRows)),
        ])
    }

    private func lengths(_ lengths: LengthHistogram) -> JSONValue {
        let quantiles = [("min", 0), ("q1", 0.25), ("median", 0.5), ("q3", 0.75), ("max", 1)]
        return object(
            [("mean", number(lengths.mean))] + quantiles.map { ($0, number(lengths.quantile($1))) }
        )
    }

    private func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

    private var features: JSONValue {
        object(
            TextFeature.allCases.map { feature in
                (
                    feature.name,
                    byClassName {
                        object([
                            ("texts", .integer($0.texts(with: feature))),
                            ("share", number($0.share(with: feature))),
                            ("total", .integer($0.total(feature))),
                            ("mean", number($0.mean(feature))),
                        ])
                    }
                )
            }
        )
    }

    /// The terms of each class: of two classes with how often both have them, of more with how often
    /// the class and the rest do.
    private func terms(_ terms: KeyPath<CorpusSummary, TermSummary>) -> JSONValue {
        let isBinary = classes.count == 2
        let names = isBinary ? classes.map(\.name) : ["count", "rest"]
        func list(_ list: KeyPath<TermSummary, ByClass<[CountedTerm]>>) -> JSONValue {
            object(
                classes.map { shown in
                    let ranked = shown.summary[keyPath: terms][keyPath: list][shown.label]
                    let members = ranked.prefix(Self.termCount).map { term in
                        object([
                            ("term", .string(term.text)),
                            (names[0], .integer(term.counts.positive)),
                            (names[1], .integer(term.counts.negative)),
                            ("z", .number(term.zScore)),
                        ])
                    }
                    return (shown.name, .array(members))
                }
            )
        }
        let all = classes[0].summary[keyPath: terms]
        let totals = classes.map { shown in
            (
                shown.name,
                JSONValue.integer(shown.summary[keyPath: terms].total[shown.label])
            )
        }
        return object([
            ("distinct", .integer(all.distinct)),
            ("total", object(totals)),
            ("possible_shortfall", .integer(all.possibleShortfall)),
            ("most_frequent", list(\.mostFrequent)),
            ("most_telling", list(\.mostTelling)),
        ])
    }
}
