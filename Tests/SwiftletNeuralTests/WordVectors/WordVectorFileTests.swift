import Foundation
import SwiftletBase
import SwiftletNeural
import TestSupport
import Testing

@Suite struct WordVectorFileTests {
    @Test func firstOfEqualWordsCountsAsInGensim() throws {
        let expected = try GensimExpectations.load().duplicate
        let path = Fixtures.path("wordvectors/duplicate.txt")
        let vectors = try WordVectors(from: path)
        #expect(vectors.words == expected.words)
        #expect(vectors.bits == expected.vectors)
        #expect(vectors.duplicateCount == 2)
        let few = try WordVectors(from: path, vocabulary: ["two", "three", "two"])
        #expect(few.words == ["two", "three"])
        #expect(few.vector(for: "two") == [2, 2.5])
        #expect(few.duplicateCount == 1)

        let binary = binaryFile([("a", [1, 2]), ("b", [3, 4]), ("a", [5, 6]), ("c", [7, 8])])
        let fromBinary = try read(binary)
        #expect(fromBinary.words == ["a", "b", "c"])
        #expect(fromBinary.vector(for: "a") == [1, 2])
        #expect(fromBinary.vector(for: "c") == [7, 8])
        #expect(fromBinary.matrix.shape == [3, 2])
        #expect(fromBinary.duplicateCount == 1)
    }

    @Test func wordsMayHaveSpacesInside() throws {
        let text = "the 1 2 3\n. . . 4 5 6\nat name@domain.com -1 0.5 1e2 \nnew york 7 8 9"
        let vectors = try read(text)
        #expect(vectors.words == ["the", ". . .", "at name@domain.com", "new york"])
        #expect(vectors.vector(for: ". . .") == [4, 5, 6])
        #expect(vectors.vector(for: "at name@domain.com") == [-1, 0.5, 100])
        let few = try read(text, vocabulary: ["new york", "at", ". . .", "."])
        #expect(few.words == [". . .", "new york"])
        #expect(few.vector(for: "new york") == [7, 8, 9])
        #expect(try read(". . . 4 5 6\nthe 1 2 3").dimension == 3)
    }

    @Test func whiteSpaceOfAllKindsOfWriters() throws {
        let text = "\u{FEFF}2 3\r\nthe 1 2 3 \r\ncafé\t4  5\t6\r\n\r\n"
        let vectors = try read(text)
        #expect(vectors.words == ["the", "café"])
        #expect(vectors.matrix.withUnsafeBufferPointer { Array($0) } == [1, 2, 3, 4, 5, 6])
        // A no-break space and U+0085 are parts of words.
        #expect(try read("a\u{A0}b 1 2\n\u{85} 3 4\n").words == ["a\u{A0}b", "\u{85}"])
    }

    @Test func integersAsWordsAreNoHeader() throws {
        #expect(try read("7 50\n8 51\n").words == ["7", "8"])
        #expect(try read("2 1\n8 51\n9 52\n").words == ["8", "9"])
        #expect(try read("7 50 1\n8 51 2\n").words == ["7", "8"])
    }

    @Test func wordsThatAreNoUTF8AreKept() throws {
        let vectors = try read([0x61, 0xFF, 0x20, 0x31, 0x0A, 0x61, 0xFE, 0x20, 0x32, 0x0A])
        #expect(vectors.words == ["a\u{FFFD}", "a\u{FFFD}"])
        #expect(vectors.vector(at: 0) == [1] && vectors.vector(at: 1) == [2])
    }

    @Test func brokenTextNamesTheLine() throws {
        func check(_ text: String, _ line: Int, _ problem: WordVectorProblem) throws {
            let found = try refusal(of: text, format: .text)
            #expect(found == Refusal(.line(line), problem), "\(text)")
        }
        try check("a 1 2\nb 3\n", 2, .wrongDimension(expected: 2, found: 1))
        try check("a 1 2\nb 3 4\nc", 3, .wrongDimension(expected: 2, found: 0))
        try check("a 1 2\nb 3 4 5\n", 2, .wrongDimension(expected: 2, found: 3))
        try check("3 2\na 1 2\nb 3 4\n", 1, .wrongCount(expected: 3, found: 2))
        try check("1 2\na 1 2\nb 3 4\n", 1, .wrongCount(expected: 1, found: 2))
        try check("2 3\na 1 2\nb 3 4\n", 2, .wrongDimension(expected: 3, found: 2))
        try check("2 900000\na 1 2\nb 3 4\n", 2, .wrongDimension(expected: 900_000, found: 2))
        try check("a 1 2\nb 3 4x\n", 2, .invalidNumber("4x"))
        try check("a 1 2\nb x 4\n", 2, .invalidNumber("x"))
        try check("a 1 2\nb nan 4\n", 2, .notFinite)
        try check("a 1 2\nb 3 -inf\n", 2, .notFinite)
        try check("a 1 2\nb 3 1e39\n", 2, .notFinite)
        try check("a 1 2\n 3 4 x\n", 2, .invalidNumber("x"))
        // The first row is at fault where the two behind it agree.
        try check("a 1 x 2\nb 3 4 5\nc 6 7 8\n", 1, .invalidNumber("x"))
        try check("a 1 2\nb 3 4 5\nc 6 7 8\n", 1, .wrongDimension(expected: 3, found: 2))
        try check("a 1 2\n\nb 3 4\n", 2, .missingWord)
        try check("word\n", 1, .wrongDimension(expected: 1, found: 0))
        try check("\n \n", 1, .noVectors)
        #expect(
            FormatError(
                file: "f.txt",
                place: .line(2),
                .wrongDimension(expected: 50, found: 49)
            ).description == "f.txt:2: expected 50 numbers after the word, found 49."
        )
    }

    @Test func emptyAndMissingFilesAreRefused() throws {
        #expect(throws: FileError.self) { try read("") }
        #expect(throws: FileError.self) { try WordVectors(from: "/nowhere/vectors.txt") }
    }

    @Test func aWrongNumberInTheFirstRowIsTextAndNamed() throws {
        let found = try refusal(of: "2 3\nthe 1 x 3\nof 4 5 6\n")
        #expect(found == Refusal(.line(2), .invalidNumber("x")))
        let short = try refusal(of: "2 3\nthe 1 2\nof 4 5 6\n")
        #expect(short == Refusal(.line(2), .wrongDimension(expected: 3, found: 2)))
    }

    @Test func oddWordsAreReadAsByGensim() throws {
        let expected = try Fixtures.json(
            "wordvectors/odd-words.json",
            as: GensimExpectations.Duplicate.self
        )
        for file in ["odd-words.txt", "odd-words.txt.gz"] {
            let path = Fixtures.path("wordvectors/" + file)
            let vectors = try WordVectors(from: path)
            #expect(vectors.words == expected.words)
            #expect(vectors.bits == expected.vectors)
            let few = try WordVectors(from: path, vocabulary: ["\t", "", "end"])
            #expect(few.words == ["\t", "", "end"])
            #expect(few.vector(for: "") == [7, 8, 9])
        }
    }

    /// Random bits begin like numbers in one of 300 files; with 300 dimensions none is text.
    @Test func binaryFilesOfRandomNumbersAreBinary() throws {
        var mutator = Mutator(seed: 5)
        for _ in 0..<1_500 {
            let rows = (0..<5).map { row in
                let vector = (0..<300).map { _ -> Float in
                    let bits = UInt32(mutator.below(1 << 32))
                    // Finite numbers of any bits.
                    return Float(bitPattern: bits & 0xBFFF_FFFF)
                }
                return (word: "w\(row)", vector: vector)
            }
            let bytes = binaryFile(rows)
            let format = bytes.withUnsafeBytes { WordVectorFormat.detect($0) }
            #expect(format == .word2vecBinary)
        }
    }

    @Test func filesThatHoldNoVectorsAreNamed() throws {
        let page = Array("<!DOCTYPE html>\n<p>Not found".utf8)
        #expect(try refusal(of: page) == Refusal(.byte(0), .otherKind(.html)))
        let zip = Array("PK\u{3}\u{4}glove".utf8)
        #expect(try refusal(of: zip) == Refusal(.byte(0), .otherKind(.zip)))
        let gzip = try Fixtures.bytes("wordvectors/odd-words.txt.gz")
        let cut = try refusal(of: Array(gzip.dropLast(3)))
        #expect(cut?.place == .byte(0) && cut?.problem.contains("cut off") == true)
    }

    @Test func brokenBinaryNamesTheByte() throws {
        let good = binaryFile([("a", [1, 2]), ("bc", [3, 4])])
        #expect(try read(good).words == ["a", "bc"])
        func check(_ bytes: [UInt8], _ byte: Int, _ problem: WordVectorProblem) throws {
            let found = try refusal(of: bytes, format: .word2vecBinary)
            #expect(found == Refusal(.byte(byte), problem))
        }
        try check(Array(good.dropLast()), 14, .wrongCount(expected: 2, found: 1))
        try check(good + [0x0A, 0x41], 26, .trailingBytes)
        #expect(try read(good + [0x0A, 0x0A]).count == 2)
        try check(header("3 2") + good.dropFirst(4), 25, .wrongCount(expected: 3, found: 2))
        try check(
            header("99999999999 2") + good.dropFirst(4),
            35,
            .wrongCount(expected: 99_999_999_999, found: 2)
        )
        try check(
            header("2 99999999999999999") + good.dropFirst(4),
            41,
            .wrongCount(expected: 2, found: 0)
        )
        for text in ["0 2", "2 0", "2", "2 2 2", "-2 2", "two 2", ""] {
            try check(header(text) + good.dropFirst(4), 0, .invalidHeader)
        }
        try check(Array("2 3\nbad 1 2 3\ngood 4 5 6\n".utf8), 0, .textAsBinary)
        try check(Array("bad 1 2 3\ngood 4 5 6\n".utf8), 0, .textAsBinary)
        try check(binaryFile([("a", [1, 2]), ("", [3, 4])]), 14, .missingWord)
        try check(binaryFile([("a", [1, 2]), ("b", [3, .nan])]), 20, .notFinite)
        try check(binaryFile([("a", [-.infinity, 2]), ("b", [3, .nan])]), 6, .notFinite)
    }

    @Test func aVocabularyKeepsItsWordsInTheOrderOfTheFile() throws {
        for file in ["small.glove.txt", "small.w2v.txt", "small.bin", "small.google.bin"] {
            let path = Fixtures.path("wordvectors/" + file)
            let all = try WordVectors(from: path)
            let few = try WordVectors(
                from: path,
                vocabulary: ["東京", "plane", "nowhere", "the", "plane"]
            )
            #expect(few.words == ["the", "plane", "東京"])
            for word in few.words { #expect(few.vector(for: word) == all.vector(for: word)) }
            #expect(few.row(of: "king") == nil)
            let none = try WordVectors(from: path, vocabulary: ["nowhere"])
            #expect(none.count == 0 && none.dimension == 12)
            #expect(none.mostSimilar(to: [Float](repeating: 1, count: 12)).isEmpty)
        }
    }

    /// Files of several parts give the same for every number of threads, and the same line.
    @Test func threadsChangeNothing() throws {
        let count = 30_000
        var mutator = Mutator(seed: 3)
        let lines = (0..<count).map { row in
            "w\(row) 0.\(mutator.below(100_000)) -\(mutator.below(9)).5 \(mutator.below(99))e-3"
        }
        let text = lines.joined(separator: "\n") + "\n"
        let alone = try Threads.withCount(1) { try read(text) }
        #expect(alone.count == count)
        let broken = lines[..<25_000].joined(separator: "\n") + "\nx 1 2\n" + text + "y 1\n"
        for threads in [2, 3, 7] {
            try Threads.withCount(threads) {
                let together = try read(text)
                #expect(together.bits == alone.bits)
                #expect(together.words == alone.words)
                let found = try refusal(of: broken)
                #expect(found == Refusal(.line(25_001), .wrongDimension(expected: 3, found: 2)))
                #expect(try read(text, vocabulary: ["w29999", "w0", "w12345"]).words.count == 3)
            }
        }
    }

    @Test func savedFormKeepsEverything() throws {
        for file in ["small.glove.txt", "small.bin"] {
            let vectors = try WordVectors(from: Fixtures.path("wordvectors/" + file))
            try withTemporaryDirectory { directory in
                let path = directory + "/vectors.safetensors"
                try vectors.save(to: path)
                let saved = try WordVectors(from: path)
                #expect(saved.words == vectors.words)
                #expect(saved.bits == vectors.bits)
                for word in vectors.words { #expect(saved.row(of: word) == vectors.row(of: word)) }
                #expect(saved.row(of: "nowhere") == nil)
                #expect(try saved.mostSimilar(to: "king") == vectors.mostSimilar(to: "king"))
                let few = try WordVectors(from: path, vocabulary: ["king", "the", "nowhere"])
                #expect(few.words == ["the", "king"])
                #expect(few.vector(for: "king") == vectors.vector(for: "king"))
                // A saved form may be saved over itself.
                try saved.save(to: path)
                #expect(try WordVectors(from: path).bits == vectors.bits)
            }
        }
    }

    @Test func brokenFilesAreRefusedAndNeverTrap() throws {
        let saved = try withTemporaryDirectory { directory in
            let path = directory + "/vectors.safetensors"
            try WordVectors(from: Fixtures.path("wordvectors/small.bin")).save(to: path)
            return try FileReader.bytes(of: path)
        }
        let inputs = try ["small.glove.txt", "small.w2v.txt", "small.bin", "small.google.bin"].map {
            Array(try Fixtures.bytes("wordvectors/" + $0).prefix(1_500))
        }
        let binary = binaryFile([("a", [1, 2]), ("bc", [3, 4]), ("d", [5, 6])])
        try withTemporaryDirectory { directory in
            let path = directory + "/vectors"
            var readable = 0
            try Mutator.fuzz(inputs + [Array("2 2\na 1 2\nb 3 4\n".utf8), binary, saved], seed: 11)
            {
                bytes in
                // Not Foundation's way to write a file, which waits for the disk.
                unlink(path)
                let file = try #require(fopen(path, "wb"))
                fwrite(bytes, 1, bytes.count, file)
                fclose(file)
                for vocabulary in [nil, ["the", "a", ". ."]] {
                    guard let vectors = try? WordVectors(from: path, vocabulary: vocabulary)
                    else { continue }
                    readable += 1
                    for word in ["the", "a", "king", ""] { _ = vectors.vector(for: word) }
                    for row in 0..<min(vectors.count, 3) { _ = vectors.word(at: row) }
                    if vectors.count > 0 {
                        _ = try? vectors.mostSimilar(to: vectors.word(at: 0), count: 3)
                    }
                }
            }
            #expect(readable > 0)
        }
    }

    private func header(_ text: String) -> [UInt8] { Array((text + "\n").utf8) }

    /// A file in word2vec's binary form, as gensim writes it.
    private func binaryFile(_ rows: [(word: String, vector: [Float])]) -> [UInt8] {
        header("\(rows.count) \(rows[0].vector.count)")
            + rows.flatMap { row in
                Array((row.word + " ").utf8)
                    + row.vector.flatMap { number in
                        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
                    }
            }
    }
}
