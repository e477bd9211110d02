import ExampleSupport
import Swiftlet

extension ExploreResults {
    /// The content of `explore.json`.
    func json(_ stopwatch: Stopwatch) -> JSONValue {
        let seconds = stopwatch.steps.map { ($0.name, JSONValue.number($0.seconds)) }
        return object([
            ("data", .string(data)),
            ("threads", .integer(Threads.count)),
            ("rows", rows),
            ("duplicates", duplicates),
            ("characters", byClassName { lengths($0.characters) }),
            ("words", byClassName { lengths($0.words) }),
            ("features", features),
            ("terms", object([("words", terms(summary.words)), ("pairs", terms(summary.pairs))])),
            ("seconds", object(seconds + [("total", .number(stopwatch.total))])),
            ("peak_rss_bytes", .integer(peakResidentBytes())),
        ])
    }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members))
    }

    private func byClassName(_ value: (ClassSummary) -> JSONValue) -> JSONValue {
        object(classes.map { ($0.name, value(summary.classes[$0.label])) })
    }

    private var rows: JSONValue {
        object([
            ("count", .integer(summary.rows)),
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

    private var duplicates: JSONValue {
        let duplicates = summary.duplicates
        return object([
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

    private func terms(_ terms: TermSummary) -> JSONValue {
        func list(_ lists: ByClass<[CountedTerm]>) -> JSONValue {
            object(
                classes.map { name, label in
                    (
                        name,
                        .array(
                            lists[label].prefix(Self.termCount).map { term in
                                object([
                                    ("term", .string(term.text)),
                                    (labels[1], .integer(term.counts.positive)),
                                    (labels[0], .integer(term.counts.negative)),
                                    ("z", .number(term.zScore)),
                                ])
                            }
                        )
                    )
                }
            )
        }
        return object([
            ("distinct", .integer(terms.distinct)),
            (
                "total",
                object(classes.map { ($0.name, .integer(terms.total[$0.label])) })
            ),
            ("possible_shortfall", .integer(terms.possibleShortfall)),
            ("most_frequent", list(terms.mostFrequent)),
            ("most_telling", list(terms.mostTelling)),
        ])
    }
}
