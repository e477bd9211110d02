import Foundation

/// Makes broken inputs out of valid ones, the same ones for the same seed.
///
/// A reader of outside data must either read a mutated input or throw its typed error; a trap ends
/// the test run, so the loop alone is a test:
///
///     Mutator.fuzz([validFile], seed: 1) { bytes in
///         _ = try? read(bytes)
///     }
///
/// The environment variable `SWIFTLET_FUZZ_ITERATIONS` says how many inputs `fuzz` makes.
public struct Mutator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// How many inputs `fuzz` makes: `SWIFTLET_FUZZ_ITERATIONS`, or 2,000.
    public static var iterations: Int {
        ProcessInfo.processInfo.environment["SWIFTLET_FUZZ_ITERATIONS"].flatMap(Int.init) ?? 2_000
    }

    /// Calls `body` with `iterations` mutations of `inputs`, taken round robin.
    ///
    /// When the process traps, setting `SWIFTLET_FUZZ_TRACE` to a path makes the next run write
    /// each input there before it is tried, so the one that trapped is left in that file.
    public static func fuzz(
        _ inputs: [[UInt8]],
        seed: UInt64,
        iterations: Int = Mutator.iterations,
        _ body: ([UInt8]) throws -> Void
    ) rethrows {
        var mutator = Mutator(seed: seed)
        let trace = ProcessInfo.processInfo.environment["SWIFTLET_FUZZ_TRACE"]
        for iteration in 0..<iterations {
            let bytes = mutator.mutate(inputs[iteration % inputs.count])
            if let trace { try? Data(bytes).write(to: URL(fileURLWithPath: trace)) }
            try body(bytes)
        }
    }

    /// `bytes` after one to four mutations, each of a kind drawn at random.
    public mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0...below(4) { mutateOnce(&result) }
        return result
    }

    private mutating func mutateOnce(_ bytes: inout [UInt8]) {
        if bytes.isEmpty {
            bytes.append(UInt8(below(256)))
            return
        }
        switch below(10) {
        case 0:
            bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
        case 1:
            bytes[below(bytes.count)] = UInt8(below(256))
        case 2:
            bytes.removeLast(1 + below(bytes.count))
        case 3:
            bytes.removeSubrange(range(in: bytes))
        case 4:
            let inserted = (0...below(8)).map { _ in UInt8(below(256)) }
            bytes.insert(contentsOf: inserted, at: below(bytes.count + 1))
        case 5:
            let piece = Array(bytes[range(in: bytes)])
            bytes.insert(contentsOf: piece, at: below(bytes.count + 1))
        case 6:
            let token = Self.tokens[below(Self.tokens.count)]
            bytes.insert(contentsOf: Array(token.utf8), at: below(bytes.count + 1))
        case 7:
            replaceByte(of: "{}[]\",:\\\n;".utf8, in: &bytes)
        case 8:
            replaceNumber(in: &bytes)
        default:
            replaceWord(in: &bytes)
        }
    }

    /// Swaps one byte of punctuation for another.
    private mutating func replaceByte(of marks: String.UTF8View, in bytes: inout [UInt8]) {
        let marks = Array(marks)
        let positions = bytes.indices.filter { marks.contains(bytes[$0]) }
        guard !positions.isEmpty else { return }
        bytes[positions[below(positions.count)]] = marks[below(marks.count)]
    }

    /// Swaps a written number for one at the edge of what integers hold.
    private mutating func replaceNumber(in bytes: inout [UInt8]) {
        let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
        let starts = bytes.indices.filter {
            isDigit(bytes[$0]) && ($0 == 0 || !isDigit(bytes[$0 - 1]))
        }
        guard !starts.isEmpty else { return }
        let start = starts[below(starts.count)]
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        let number = Self.numbers[below(Self.numbers.count)]
        bytes.replaceSubrange(start..<end, with: Array(number.utf8))
    }

    /// Overwrites eight bytes with a little-endian integer, small or at the edge.
    private mutating func replaceWord(in bytes: inout [UInt8]) {
        guard bytes.count >= 8 else { return }
        let edges: [UInt64] = [0, 1, 2, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 63, .max, .max - 7]
        let word = below(2) == 0 ? edges[below(edges.count)] : UInt64(below(bytes.count * 2))
        let start = below(2) == 0 ? 0 : below(bytes.count - 7)
        for offset in 0..<8 {
            bytes[start + offset] = UInt8(truncatingIfNeeded: word >> (8 * offset))
        }
    }

    private mutating func range(in bytes: [UInt8]) -> Range<Int> {
        let start = below(bytes.count)
        return start..<start + 1 + below(min(bytes.count - start, 64))
    }

    /// An integer from 0 to `bound - 1`; the slight bias of the remainder does no harm here.
    public mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Int(mixed % UInt64(bound))
    }

    private static let tokens = [
        "[[[[", "{\"a\":", "]", "}", "\"", "\"\"", "\\u", "\\ud800", "\u{0}", "null", "true",
        "1e999",
        "-", "-1", ",,", "\r\n", "\u{FEFF}", "\u{1F600}", "é", "\n\n", "\t",
    ]
    private static let numbers = [
        "0", "1", "-1", "2147483647", "2147483648", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e400", "0.5",
        "99999999999999999999999999999999", "007", "3",
    ]
}
