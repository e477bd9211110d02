import Feedback

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A record in the form that Application Insights takes: an envelope around a message or a request.
struct Envelope: Sendable, Encodable {
    let name: String
    let iKey: String
    let time: String
    let sampleRate = 100.0
    let tags: [String: String]
    let data: Data

    struct Data: Sendable, Encodable {
        let baseType: String
        let baseData: BaseData
    }

    /// The fields of a message and of a request; those that are `nil` are left out.
    struct BaseData: Sendable, Encodable {
        let ver = 2
        var message: String?
        var severityLevel: Int?
        var id: String?
        var name: String?
        var url: String?
        var duration: String?
        var responseCode: String?
        var success: Bool?
        var properties: [String: String]
    }
}

/// Makes envelopes: what is the same in all of them.
struct EnvelopeMaker: Sendable {
    let instrumentationKey: String
    let role: String
    let instance: String
    let version: String

    /// A report as a message, with what distinguishes it from others.
    ///
    /// All properties are text as Python prints it. The client's address is not among them. A
    /// report that is too old to be taken comes as if it was not, with its own time among them.
    func envelope(_ report: FeedbackReport, now: Date = Date()) -> Envelope {
        let earliest = now.addingTimeInterval(-Self.oldestSeconds)
        let properties: [String: String?] = [
            "text": report.text,
            "predicted_label": report.predictedLabel,
            "score": "\(report.score)",
            "expected_label": report.expectedLabel,
            "comment": report.comment,
            "is_correct": report.isCorrect.map { $0 ? "True" : "False" },
            "id": report.id,
            "model": report.model,
            "time": report.time < earliest ? report.time.timestamp : nil,
        ]
        return envelope(
            "Message",
            at: max(report.time, earliest),
            operation: ["ai.operation.id": report.traceID],
            Envelope.BaseData(
                message: "prediction_feedback_reported".cut(to: 32_768),
                severityLevel: 2,
                properties: properties.compactMapValues { $0?.cut(to: 8_192) }
            )
        )
    }

    /// A request; with a status of 400 or above it failed.
    func envelope(_ request: RequestRecord) -> Envelope {
        envelope(
            "Request",
            at: request.start,
            operation: [
                "ai.operation.id": request.traceID,
                "ai.operation.parentId": request.parentID,
                "ai.operation.name": request.name.cut(to: 1_024),
            ],
            Envelope.BaseData(
                id: request.id,
                name: request.name.cut(to: 1_024),
                url: request.url.cut(to: 2_048),
                duration: Self.text(request.duration),
                responseCode: "\(request.status)",
                success: request.status < 400,
                properties: [:]
            )
        )
    }

    /// Application Insights refuses what is older than 48 hours.
    private static let oldestSeconds = 47.0 * 3_600

    private func envelope(
        _ kind: String,
        at time: Date,
        operation: [String: String?],
        _ data: Envelope.BaseData
    ) -> Envelope {
        let tags = [
            "ai.cloud.role": role,
            "ai.cloud.roleInstance": instance,
            "ai.application.ver": version,
            "ai.internal.sdkVersion": "swiftlet:\(version)",
        ]
        return Envelope(
            name: "Microsoft.ApplicationInsights.\(kind)",
            iKey: instrumentationKey,
            time: time.timestamp,
            tags: tags.merging(operation.compactMapValues { $0 }) { $1 },
            data: Envelope.Data(baseType: "\(kind)Data", baseData: data)
        )
    }

    /// Days, hours, minutes, seconds and milliseconds: `0.00:00:00.074`.
    static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds =
            seconds * 1_000 + (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        func digits(_ number: Int64, _ count: Int) -> String {
            let text = "\(number)"
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let total = milliseconds / 1_000
        return """
            \(total / 86_400).\(digits(total / 3_600 % 24, 2)):\(digits(total / 60 % 60, 2)):\
            \(digits(total % 60, 2)).\(digits(milliseconds % 1_000, 3))
            """
    }
}

extension String {
    /// At most so many Unicode scalars of the text, as Azure's own exporter for Python counts.
    func cut(to count: Int) -> String {
        utf8.count <= count ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
    }
}
