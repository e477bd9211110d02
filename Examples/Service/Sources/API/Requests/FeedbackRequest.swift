/// The members of a report, checked.
struct FeedbackRequest {
    let text: String
    let predictedLabel: String
    let score: Double
    let expectedLabel: String?
    let comment: String?

    /// Checks the members in their order, and reports all errors at once.
    ///
    /// - Throws: `Refusal` 422.
    init(_ body: RequestJSON) throws {
        guard case .object(let members) = body else { throw Refusal([.notAnObject(body)]) }
        var problems: [ValidationProblem] = []

        func string(_ name: String, isRequired: Bool) -> String? {
            switch members[name] {
            case .string(let text)?: return text
            case nil where isRequired: problems.append(.missing(name, in: body))
            case nil,
                .null? where !isRequired:
                break
            case let other?: problems.append(.notAString([.name(name)], other))
            }
            return nil
        }

        let text = string("text", isRequired: true)
        let predictedLabel = string("predicted_label", isRequired: true)
        var score: Double?
        if let value = members["score"] {
            do {
                score = try Self.score(value)
            } catch {
                problems.append(error.problem)
            }
        } else {
            problems.append(.missing("score", in: body))
        }
        expectedLabel = string("expected_label", isRequired: false)
        comment = string("comment", isRequired: false)
        guard let text, let predictedLabel, let score, problems.isEmpty else {
            throw Refusal(problems)
        }
        self.text = text.joiningWhiteSpace
        self.predictedLabel = predictedLabel
        self.score = score
    }

    private struct ScoreError: Error { let problem: ValidationProblem }

    /// A finite number. A boolean or a text is none, even where Python would read one from it.
    private static func score(_ value: RequestJSON) throws(ScoreError) -> Double {
        let number: Double
        switch value {
        case .integer(let digits): number = Double(digits) ?? .infinity
        case .float(let value): number = value
        case .string(let text) where Double(text) == nil:
            throw ScoreError(
                problem: problem(
                    "float_parsing",
                    "Input should be a valid number, unable to parse string as a number",
                    value
                )
            )
        default:
            throw ScoreError(
                problem: problem("float_type", "Input should be a valid number", value)
            )
        }
        guard number.isFinite else {
            throw ScoreError(
                problem: problem("finite_number", "Input should be a finite number", value)
            )
        }
        return number
    }

    private static func problem(
        _ type: String,
        _ message: String,
        _ input: RequestJSON
    ) -> ValidationProblem {
        ValidationProblem(
            type: type,
            location: [.name("body"), .name("score")],
            message: message,
            input: input
        )
    }
}
