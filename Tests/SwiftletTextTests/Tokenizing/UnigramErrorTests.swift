import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct UnigramErrorTests {
    private let unknown = ProtobufMessage().adding(piece: "<unk>", type: 2)

    private func error(_ message: ProtobufMessage) -> FormatError? {
        #expect(throws: FormatError.self) {
            _ = try UnigramTokenizer(bytes: message.bytes, file: "m")
        }
    }

    @Test func aModelOfOwnMakingIsRead() throws {
        let model = unknown.adding(piece: "\u{2581}a").adding(piece: "b", score: -2)
        let tokenizer = try UnigramTokenizer(bytes: model.bytes)
        #expect(tokenizer.encode("a b?") == [1, 0, 2, 0])
        #expect(tokenizer.beginningID == nil)
    }

    @Test func faultsOfTheFormatNameTheByte() {
        let cut = error(ProtobufMessage(bytes: Array(unknown.bytes.dropLast())))
        #expect(cut?.problem.hasSuffix("are left") == true && cut?.place == .byte(0))
        #expect(
            error(ProtobufMessage(bytes: unknown.bytes + [0x80]))
                == FormatError(
                    file: "m",
                    place: .byte(unknown.bytes.count),
                    problem: "a number has no end"
                )
        )
        #expect(
            error(ProtobufMessage(bytes: unknown.bytes + [0x0B]))?.place
                == .byte(unknown.bytes.count)
        )
        #expect(error(ProtobufMessage(bytes: [0x00, 0x01]))?.place == .byte(0))
        let endless = error(ProtobufMessage(bytes: [UInt8](repeating: 0xFF, count: 12)))
        #expect(endless?.description == "m, byte 0: a number has more than 10 bytes.")
    }

    @Test func aModelOfAnotherKindIsRefused() {
        let model = unknown.adding(piece: "a").adding(2, ProtobufMessage().adding(3, 2).bytes)
        #expect(error(model)?.problem == "the model is of type 2, expected 1, which is Unigram")
    }

    @Test func brokenPiecesAreRefused() {
        let start = unknown.bytes.count
        for model in [
            unknown.adding(piece: ""), unknown.adding(piece: "a\0"),
            unknown.adding(piece: "a", score: .nan), unknown.adding(piece: "a", score: -.infinity),
            unknown.adding(piece: String(repeating: "a", count: 8_000)),
            unknown.adding(piece: "<x>", type: 2), unknown.adding(piece: "<0x00>", type: 6),
            unknown.adding(1, ProtobufMessage().adding(1, [0xE2, 0x96]).bytes),
        ] {
            let error = error(model)
            #expect(error?.problem.hasPrefix("piece 1 ") == true)
            #expect(error?.place == .byte(start))
        }
        let twice = error(unknown.adding(piece: "a").adding(piece: "b").adding(piece: "a", type: 5))
        #expect(twice?.problem == "piece 3 is the same as piece 1")
        let longTwice = error(
            unknown.adding(piece: "abcdefghij").adding(piece: "abcdefghik")
                .adding(piece: "abcdefghij")
        )
        #expect(longTwice?.problem == "piece 3 is the same as piece 1")
        #expect(error(unknown)?.problem == "there is no piece to find in a text")
        #expect(
            error(ProtobufMessage().adding(piece: "a"))?.problem
                == "there is no piece of type unknown"
        )
        let bytes = unknown.adding(piece: "a").adding(2, ProtobufMessage().adding(35, 1).bytes)
        #expect(
            error(bytes)?.problem == "there is no piece for the byte 0, expected all 256"
        )
    }

    @Test func aBrokenCharacterMapIsRefused() throws {
        let model = unknown.adding(piece: "a")
        for map: [UInt8] in [
            [1], [0, 4, 0, 0], [0, 4, 0, 0, 0], [UInt8](repeating: 0, count: 1_029),
            [0, 4, 0, 0] + [UInt8](repeating: 0, count: 1_025),
        ] {
            let broken = model.adding(3, ProtobufMessage().adding(2, map).bytes)
            #expect(error(broken)?.problem.contains("the character map") == true, "\(map.count)")
        }
    }

    @Test func aMissingFileIsAFileError() {
        #expect(throws: FileError.self) { _ = try UnigramTokenizer(from: "/nowhere/sp.model") }
    }

    @Test func mutatedModelsAreReadOrRefused() throws {
        let models = try ["bytes", "suffix", "ties"].map {
            try Fixtures.bytes("unigram/\($0).model")
        }
        let text = "a no  way ch\u{301}ccc \u{2581}★ 日本 \u{1F984}!! <URL>"
        Mutator.fuzz(models, seed: 5) { bytes in
            guard let tokenizer = try? UnigramTokenizer(bytes: bytes) else { return }
            let tokens = tokenizer.encode(text)
            #expect(tokens.allSatisfy { $0 >= 0 && $0 < tokenizer.vocabularySize })
            _ = tokenizer.decode(tokens)
        }
    }
}
