import SwiftletBase
import SwiftletText
import Testing

@Suite struct UnigramVocabularyTests {
    /// Different pieces, many of which begin alike, up to 40 letters long; every letter is one.
    private func pieces(_ count: Int, _ letters: [String], _ random: inout PCG64) -> [[String]] {
        var pieces = letters.map { [$0] }
        var known = Set(pieces)
        while pieces.count < count {
            let beginning = Bool.random(using: &random) ? pieces.randomElement(using: &random)! : []
            let end = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                letters.randomElement(using: &random)!
            }
            let piece = Array((beginning + end).prefix(40))
            if known.insert(piece).inserted { pieces.append(piece) }
        }
        return pieces.shuffled(using: &random)
    }

    /// The pieces of the greatest sum of scores, found by looking up every part of the text.
    private func segmented(_ text: [String], _ scores: [[String]: (id: Int, score: Float)]) -> [Int]
    {
        var best: [(score: Float, start: Int, id: Int)?] = [(0, 0, -1)]
        best += Array(repeating: nil, count: text.count)
        for start in text.indices {
            for end in start + 1...min(text.count, start + 40) {
                guard let (id, score) = scores[Array(text[start..<end])] else { continue }
                let sum = score + best[start]!.score
                if best[end] == nil || sum > best[end]!.score { best[end] = (sum, start, id) }
            }
        }
        var ids: [Int] = []
        var end = text.count
        while end > 0 {
            ids.append(best[end]!.id)
            end = best[end]!.start
        }
        return ids.reversed()
    }

    /// Few letters make many long pieces that begin alike, many letters make nodes of many children.
    @Test(arguments: [2, 20, 200])
    func everyPieceIsFoundWhereItIsBest(letterCount: Int) throws {
        var random = PCG64(seed: UInt64(letterCount))
        let letters = (0..<letterCount).map {
            String(Unicode.Scalar(UInt32([0x61, 0x0430, 0x4E00, 0x1F400][$0 % 4] + $0 / 4))!)
        }
        let pieces = pieces(3_000, letters, &random) + [["\u{2581}"]]
        var model = ProtobufMessage().adding(piece: "<unk>", type: 2)
        var scores: [[String]: (id: Int, score: Float)] = [:]
        for (number, piece) in pieces.enumerated() {
            // Longer pieces are worth as much as their letters, more or less.
            let score = Float(piece.count) * Float.random(in: -2...(-1), using: &random)
            model = model.adding(piece: piece.joined(), score: score)
            scores[piece] = (number + 1, score)
        }
        let tokenizer = try UnigramTokenizer(bytes: model.bytes)
        for (number, piece) in pieces.enumerated() {
            #expect(tokenizer.token(at: number + 1) == piece.joined())
        }
        for _ in 0..<100 {
            let text = (0..<20).flatMap { _ in pieces.dropLast().randomElement(using: &random)! }
            #expect(tokenizer.encode(text.joined()) == segmented(["\u{2581}"] + text, scores))
        }
    }

    /// The first eight bytes of a piece are compared first, and the next eight among equal ones.
    @Test(arguments: [1, 7, 8, 9, 15, 16, 17, 40])
    func twoPiecesOfTheSameBytesAreRefused(length: Int) {
        let piece = String("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz".prefix(length))
        let model = ProtobufMessage().adding(piece: "<unk>", type: 2)
            .adding(piece: piece).adding(piece: piece + "a").adding(piece: "\(piece.dropLast())!")
        #expect(throws: Never.self) { try UnigramTokenizer(bytes: model.bytes) }
        let error = #expect(throws: FormatError.self) {
            try UnigramTokenizer(bytes: model.adding(piece: piece).bytes)
        }
        #expect(error?.problem == "piece 4 is the same as piece 1")
    }
}
