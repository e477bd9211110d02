import SwiftletBase
import TestSupport
import Testing

@Suite struct GzipTests {
    private struct Case: Decodable {
        struct Content: Decodable {
            let count: Int
            let crc: UInt32
        }
        let bytes: String
        /// Nil where Python refuses the stream.
        let data: Content?
    }

    /// Gives at most so many bytes at a time.
    private final class SlowSource: ByteSource {
        private let source: MemorySource
        private let limit: Int

        init(_ bytes: [UInt8], limit: Int) {
            source = MemorySource(bytes)
            self.limit = limit
        }

        func read(into target: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
            source.read(into: target, count: min(count, limit))
        }
    }

    private func decompress(
        _ bytes: [UInt8],
        limit: Int = .max,
        piece: Int = 1 << 16
    ) throws -> [UInt8] {
        let source = GzipSource(SlowSource(bytes, limit: limit))
        var result: [UInt8] = []
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: piece)
        defer { buffer.deallocate() }
        while case let read = try source.read(into: buffer.baseAddress!, count: piece), read > 0 {
            result += buffer[..<read]
        }
        return result
    }

    @Test(arguments: [(Int.max, 1 << 16), (1, 100), (7, 3)])
    func streamsAreWhatPythonMakesOfThem(limit: Int, piece: Int) throws {
        let cases = try Fixtures.json("gzip/streams.json", as: [Case].self)
        #expect(cases.count > 150)
        for item in cases {
            let bytes = Fixtures.bytes(hexadecimal: item.bytes)
            guard let expected = item.data else {
                #expect(throws: GzipError.self, "\(item.bytes.prefix(200))") {
                    try decompress(bytes, limit: limit, piece: piece)
                }
                continue
            }
            let found = try decompress(bytes, limit: limit, piece: piece)
            var checksum = CRC32()
            found.withUnsafeBufferPointer { checksum.add($0) }
            #expect(found.count == expected.count)
            #expect(checksum.value == expected.crc)
        }
    }

    @Test func errorsNameProblemAndPlace() throws {
        let cases = try Fixtures.json("gzip/streams.json", as: [Case].self)
        let good = Fixtures.bytes(
            hexadecimal: try #require(cases.first { $0.data?.count == 1 }).bytes
        )
        func problem(_ bytes: [UInt8]) -> GzipError? {
            do throws(any Error) {
                _ = try decompress(bytes)
                return nil
            } catch { return error as? GzipError }
        }
        #expect(problem(good) == nil)
        #expect(problem([])?.problem == .truncated)
        #expect(problem(Array(good.dropLast()))?.problem == .truncated)
        #expect(problem(good + [1, 2]) == GzipError(problem: .notGzip, byte: good.count + 2))
        var other = good
        other[3] = 0x20
        #expect(problem(other)?.problem == .badHeader)
        other = good
        other[other.count - 1] ^= 1
        #expect(problem(other) == GzipError(problem: .wrongChecksum, byte: good.count))
        other = good
        other[10] |= 6
        #expect(problem(other)?.problem == .badData)
    }

    @Test func mutatedStreamsNeverTrap() throws {
        let cases = try Fixtures.json("gzip/streams.json", as: [Case].self)
        let inputs = cases.filter { $0.data != nil && $0.bytes.utf8.count < 3_000 }.map {
            Fixtures.bytes(hexadecimal: $0.bytes)
        }
        var good = 0
        Mutator.fuzz(inputs, seed: 1951) { bytes in
            do throws(any Error) {
                let whole = try decompress(bytes)
                good += 1
                #expect(try decompress(bytes, limit: 5, piece: 11) == whole)
            } catch {
                #expect(error is GzipError)
                #expect(throws: GzipError.self) { try decompress(bytes, limit: 5, piece: 11) }
            }
        }
        #expect(good > 0)
    }
}
