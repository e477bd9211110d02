import Batching
import HTTPTypes
import Hummingbird
import NIOCore
import Swiftlet

/// `POST /predict`, `/predict/batch` and `/predict/stream`.
struct PredictionRoutes: Sendable {
    /// How many texts of a batch or a stream are taken together. Between two parts others get their
    /// turn.
    private static let partTexts = 32
    /// The most bytes of texts that are explained by leaving words out.
    private static let explainedBytes = 1_000

    let settings: ServiceSettings
    let queue: PredictionQueue
    let observation: Observation

    /// Answers one text.
    func one(_ request: Request, from source: RequestSource) async throws -> Response {
        let start = ContinuousClock.now
        let text = try predictText(await request.json(limit: settings.connection.bodyBytes))
        let form = try AnswerForm(request)
        try checkExplanations([text], form)
        let answers = try await queue.predict([text])
        observation.predicted([text], answers)
        if form.explains { try source.checkConnection() }
        let explanation = form.explains ? try await queue.explain(text) : nil
        var body: [UInt8] = []
        form.append(answers, 0, explanation, to: &body)
        return Response(json: body, headers: timing(of: [answers], since: start))
    }

    /// Answers an array of texts by an array.
    func batch(_ request: Request, from source: RequestSource) async throws -> Response {
        let start = ContinuousClock.now
        let body = try await request.json(limit: settings.connection.batchBytes)
        let texts = try batchTexts(body, maximumTexts: settings.batchTexts)
        let form = try AnswerForm(request)
        try checkExplanations(texts, form)
        var parts: [PredictionQueue.Answers] = []
        var answer: [UInt8] = [UInt8(ascii: "[")]
        for first in stride(from: 0, to: texts.count, by: Self.partTexts) {
            let part = Array(texts[first..<min(first + Self.partTexts, texts.count)])
            let answers = try await queue.predict(part, as: first == 0 ? .bulk : .admittedBulk)
            observation.predicted(part, answers)
            for index in part.indices {
                try source.checkConnection()
                if first + index > 0 { answer.append(UInt8(ascii: ",")) }
                let explanation = form.explains ? try await queue.explain(part[index]) : nil
                form.append(answers, index, explanation, to: &answer)
            }
            parts.append(answers)
        }
        answer.append(UInt8(ascii: "]"))
        return Response(json: answer, headers: timing(of: parts, since: start))
    }

    /// Answers each line of the body by a line, in order.
    ///
    /// No more of the body is read than is answered: who does not read the answers is not read from.
    func stream(_ request: Request, from source: RequestSource) async throws -> Response {
        let form = try AnswerForm(request)
        let body = ResponseBody { writer in
            try await besideTheEventLoop {
                var lines = RequestLines(request.body, maximumBytes: settings.connection.bodyBytes)
                while let part = try await lines.next(upTo: Self.partTexts) {
                    try source.checkConnection()
                    let answers = try await answer(part, form, from: source)
                    try await writer.write(ByteBuffer(bytes: answers))
                }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "application/jsonl", .cacheControl: "no-store"],
            body: body
        )
    }

    /// A line of JSON for each line of a stream: the answer to its text, or what is wrong with it.
    private func answer(
        _ lines: [RequestLines.Line],
        _ form: AnswerForm,
        from source: RequestSource
    ) async throws -> [UInt8] {
        let texts = lines.map { line in
            Result {
                let text = try streamText(line)
                try checkExplanations([text], form)
                return text
            }
        }
        let valid = texts.compactMap { try? $0.get() }
        var answers: PredictionQueue.Answers?
        var problem: Refusal?
        if !valid.isEmpty {
            do {
                let predicted = try await queue.predict(valid, as: .admittedBulk)
                observation.predicted(valid, predicted)
                answers = predicted
            } catch let refusal as PredictionQueue.Refusal {
                problem = Refusal(refusal)
            }
        }
        var bytes: [UInt8] = []
        var next = 0
        for text in texts {
            switch text {
            case .success(let text):
                try source.checkConnection()
                if let answers {
                    let explanation = form.explains ? try await queue.explain(text) : nil
                    form.append(answers, next, explanation, to: &bytes)
                } else if let problem {
                    bytes += problem.json
                }
                next += 1
            case .failure(let error):
                let refusal =
                    error as? Refusal ?? Refusal(.badRequest, "There was an error parsing the line")
                bytes += refusal.json
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Bounds what explanations cost that take as many predictions as a text has words.
    ///
    /// - Throws: `Refusal` 413 that names limit and size.
    private func checkExplanations(_ texts: [String], _ form: AnswerForm) throws {
        guard form.explains, !queue.explainsByWeights else { return }
        guard texts.count <= Self.partTexts else {
            throw Refusal(
                .contentTooLarge,
                "\(texts.count) texts are to be explained; this model takes \(Self.partTexts)."
            )
        }
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        guard bytes <= Self.explainedBytes else {
            throw Refusal(
                .contentTooLarge,
                """
                The texts to be explained have \(bytes) bytes; this model takes \
                \(Self.explainedBytes).
                """
            )
        }
    }

    /// The text of a line: a JSON string, or an object with the member `text`.
    private func streamText(_ line: RequestLines.Line) throws -> String {
        switch line {
        case .tooLong(let limit): throw Refusal.tooLong(bytes: nil, limit: limit)
        case .bytes(let bytes):
            let value = try bytes.withUnsafeBufferPointer(parseJSON)
            if case .string(let text) = value { return text.joiningWhiteSpace }
            return try predictText(value)
        }
    }

    /// `Server-Timing`: the longest wait, and all the time of the batches that the texts were in.
    private func timing(
        of parts: [PredictionQueue.Answers],
        since start: ContinuousClock.Instant
    ) -> HTTPFields {
        var (queue, tokenize, infer) = (0.0, 0.0, 0.0)
        for part in parts {
            queue = max(queue, part.queueSeconds)
            tokenize += part.tokenizeSeconds
            infer += part.inferSeconds
        }
        let total = (ContinuousClock.now - start).seconds
        var value = "queue;dur="
        value.appendMilliseconds(queue)
        value += ", tokenise;dur="
        value.appendMilliseconds(tokenize)
        value += ", infer;dur="
        value.appendMilliseconds(infer)
        value += ", total;dur="
        value.appendMilliseconds(total)
        return [.serverTiming: value]
    }
}

extension String {
    /// Adds a time in milliseconds with three decimals.
    fileprivate mutating func appendMilliseconds(_ seconds: Double) {
        self += ((seconds * 1_000_000).rounded() / 1_000).description
    }
}

extension HTTPField.Name {
    static let serverTiming = HTTPField.Name("Server-Timing")!
}
