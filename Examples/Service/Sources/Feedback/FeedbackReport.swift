#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A user's report on a prediction: one line of a ``Journal``.
///
/// As JSON its keys are in snake case, and a key without a value is left out:
///
///     {"expected_label":"negative","id":"…","is_correct":false,"predicted_label":"positive",
///      "score":0.88,"text":"…","time":"2026-11-30T05:17:39.123Z"}
public struct FeedbackReport: Sendable, Equatable {
    /// The unique id of the report.
    public let id: String
    /// When the report came, in whole milliseconds.
    public let time: Date
    /// The text that was classified.
    public let text: String
    /// The label that was answered.
    public let predictedLabel: String
    /// The probability that was answered.
    public let score: Double
    /// The label that the user expected.
    public let expectedLabel: String?
    /// The user's comment.
    public let comment: String?
    /// Which model answered.
    public let model: String?
    /// The address that the report came from.
    public let source: String?
    /// The trace of the request that brought the report, as 32 hexadecimal digits.
    public let traceID: String?

    /// Whether the expected label is the predicted one; `nil` where none is expected.
    public var isCorrect: Bool? { expectedLabel.map { $0 == predictedLabel } }

    public init(
        id: String = UUID().uuidString.lowercased(),
        time: Date = Date(),
        text: String,
        predictedLabel: String,
        score: Double,
        expectedLabel: String? = nil,
        comment: String? = nil,
        model: String? = nil,
        source: String? = nil,
        traceID: String? = nil
    ) {
        self.id = id
        let milliseconds = (time.timeIntervalSince1970 * 1000).rounded()
        self.time = Date(timeIntervalSince1970: milliseconds / 1000)
        self.text = text
        self.predictedLabel = predictedLabel
        self.score = score
        self.expectedLabel = expectedLabel
        self.comment = comment
        self.model = model
        self.source = source
        self.traceID = traceID
    }
}

extension FeedbackReport: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, time, text, score, comment, model, source
        case predictedLabel = "predicted_label"
        case expectedLabel = "expected_label"
        case isCorrect = "is_correct"
        case traceID = "trace_id"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let time = try values.decode(String.self, forKey: .time)
        guard let date = Date(timestamp: time) else {
            throw DecodingError.dataCorruptedError(
                forKey: .time,
                in: values,
                debugDescription: "Expected a time such as 2026-11-30T05:17:39.123Z."
            )
        }
        self.init(
            id: try values.decode(String.self, forKey: .id),
            time: date,
            text: try values.decode(String.self, forKey: .text),
            predictedLabel: try values.decode(String.self, forKey: .predictedLabel),
            score: try values.decode(Double.self, forKey: .score),
            expectedLabel: try values.decodeIfPresent(String.self, forKey: .expectedLabel),
            comment: try values.decodeIfPresent(String.self, forKey: .comment),
            model: try values.decodeIfPresent(String.self, forKey: .model),
            source: try values.decodeIfPresent(String.self, forKey: .source),
            traceID: try values.decodeIfPresent(String.self, forKey: .traceID)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(time.timestamp, forKey: .time)
        try values.encode(text, forKey: .text)
        try values.encode(predictedLabel, forKey: .predictedLabel)
        try values.encode(score, forKey: .score)
        try values.encodeIfPresent(expectedLabel, forKey: .expectedLabel)
        try values.encodeIfPresent(comment, forKey: .comment)
        try values.encodeIfPresent(isCorrect, forKey: .isCorrect)
        try values.encodeIfPresent(model, forKey: .model)
        try values.encodeIfPresent(source, forKey: .source)
        try values.encodeIfPresent(traceID, forKey: .traceID)
    }
}

extension Date {
    /// The time in UTC as RFC 3339 has it, with milliseconds: `2026-11-30T05:17:39.123Z`.
    public var timestamp: String {
        // Half a millisecond more, for the style cuts what it does not print.
        addingTimeInterval(0.0005).formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        )
    }

    /// The time that RFC 3339 writes so, with or without a part of a second.
    public init?(timestamp: String) {
        let styles = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
        guard let date = styles.lazy.compactMap({ try? $0.parse(timestamp) }).first else {
            return nil
        }
        self = date
    }
}
