import Batching
import Hummingbird
import Swiftlet

/// The members that a client asks for: `?explain=true`, `?probabilities=true`.
struct AnswerForm: Sendable {
    let explains: Bool
    let givesProbabilities: Bool

    /// - Throws: `Refusal` 422 where a parameter is neither true nor false.
    init(_ request: Request) throws {
        explains = try Self.flag("explain", request)
        givesProbabilities = try Self.flag("probabilities", request)
    }

    private static func flag(_ name: String, _ request: Request) throws -> Bool {
        guard request.uri.query != nil,
            let value = request.uri.queryParameters[Substring(name)]
        else { return false }
        switch value.lowercased() {
        case "true", "1", "yes", "on": return true
        case "false", "0", "no", "off": return false
        default:
            throw Refusal([
                ValidationProblem(
                    type: "bool_parsing",
                    location: [.name("query"), .name(name)],
                    message: "Input should be a valid boolean, unable to interpret input",
                    input: .string(String(value))
                )
            ])
        }
    }

    /// Adds the answer to a text: `{"label":"positive","score":0.98}` and what else was asked for,
    /// or is to be known.
    func append(
        _ answers: PredictionQueue.Answers,
        _ index: Int,
        _ explanation: Explanation?,
        to bytes: inout [UInt8]
    ) {
        let prediction = answers.predictions[index]
        bytes += "{\"label\":".utf8
        bytes.appendJSON(prediction.label)
        bytes += ",\"score\":".utf8
        bytes += prediction.probability.description.utf8
        if givesProbabilities {
            bytes += ",\"probabilities\":{".utf8
            for (position, label) in answers.model.labels.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.appendJSON(label)
                bytes.append(UInt8(ascii: ":"))
                bytes += prediction.probabilities[position].description.utf8
            }
            bytes.append(UInt8(ascii: "}"))
        }
        let inspection = answers.inspections[index]
        if inspection.isTruncated, let maximum = inspection.maximumTokenCount {
            bytes += ",\"truncated\":true,\"tokens\":\(inspection.tokenCount)".utf8
            bytes += ",\"maximum_tokens\":\(maximum)".utf8
        }
        if let explanation { append(explanation, to: &bytes) }
        bytes.append(UInt8(ascii: "}"))
    }

    private func append(_ explanation: Explanation, to bytes: inout [UInt8]) {
        bytes += ",\"explanation\":{\"method\":".utf8
        bytes.appendJSON(explanation.method.rawValue)
        bytes += ",\"label\":".utf8
        bytes.appendJSON(explanation.label)
        if let intercept = explanation.intercept {
            bytes += ",\"intercept\":\(intercept)".utf8
        }
        bytes += ",\"terms\":[".utf8
        for (position, term) in explanation.terms.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += "{\"term\":".utf8
            bytes.appendJSON(term.term)
            bytes += ",\"weight\":\(term.weight)}".utf8
        }
        bytes += "]}".utf8
    }
}
