import SwiftletBase

/// Rows of 8-bit integers in the form in which a table is saved, in about a twentieth fewer bytes:
/// most numbers of a row quantised by its greatest are far less than that.
///
/// Four neighbours have 7 bits each where all are from -64 to 63, else 8, so that they are 7 or 8
/// nibbles. A row is a bit for each four, 1 for those of 8 bits, up to a whole byte, then the nibbles,
/// up to a whole byte; the first of bits, nibbles and numbers are the lowest. Any row can be read
/// without the others.
struct PackedRows: Sendable {
    private let columns: Int
    /// Where each row begins.
    let offsets: Storage<Int32>
    /// The rows, then as many zeros as let every row be read as if it had 8 bits a number.
    let bytes: Storage<Int8>

    /// Packs integers in row-major order; nil where that would save nothing.
    init?(packing values: UnsafePointer<Int8>, rows: Int, columns: Int) {
        func isNarrow(_ group: Int, ofRow row: Int) -> Bool {
            let end = min(columns, 4 * group + 4)
            return (4 * group..<end).allSatisfy { -64...63 ~= values[row * columns + $0] }
        }
        let (groups, flags) = (Self.groups(columns), Self.flagBytes(columns))
        var starts = [0]
        for row in 0..<rows {
            let nibbles = (0..<groups).reduce(0) { $0 + (isNarrow($1, ofRow: row) ? 7 : 8) }
            starts.append(starts[row] + flags + (nibbles + 1) / 2)
        }
        // Whole lines of the cache, so that what follows in a file begins with one.
        let count = (starts[rows] + Self.readableBytes(columns) + 63) / 64 * 64
        guard count + 4 * rows < min(rows * columns, Int(Int32.max)) else { return nil }
        self.columns = columns
        offsets = Storage(zeros: rows)
        bytes = Storage(zeros: count)
        for row in 0..<rows {
            let start = UnsafeMutableRawPointer(bytes.address + starts[row])
            offsets.address[row] = Int32(starts[row]).littleEndian
            let flagBits = start.assumingMemoryBound(to: UInt8.self)
            var nibble = 2 * flags
            for group in 0..<groups {
                let width = isNarrow(group, ofRow: row) ? 7 : 8
                if width == 8 { flagBits[group / 8] |= 1 << (group % 8) }
                var bits: UInt64 = 0
                for index in 0..<min(4, columns - 4 * group) {
                    let number = UInt8(bitPattern: values[row * columns + 4 * group + index])
                    bits |= (UInt64(number) & ((1 << width) - 1)) << (index * width)
                }
                let held = start.loadUnaligned(fromByteOffset: nibble / 2, as: UInt64.self)
                let added = (bits << (nibble % 2 * 4)).littleEndian
                start.storeBytes(of: held | added, toByteOffset: nibble / 2, as: UInt64.self)
                nibble += width
            }
        }
    }

    /// Rows in a file, to be read once `firstWrongRow` is nil.
    init(columns: Int, offsets: Storage<Int32>, bytes: Storage<Int8>) {
        self.columns = columns
        self.offsets = offsets
        self.bytes = bytes
    }

    /// The first row that begins where there are not the bytes of a row; nil where all is well.
    var firstWrongRow: Int? {
        let last = bytes.count - Self.readableBytes(columns)
        return (0..<offsets.count).first { start($0) < 0 || start($0) > last }
    }

    /// Writes `scale` times the numbers of a row.
    func copyRow(_ row: Int, scale: Float, into y: UnsafeMutablePointer<Float>) {
        let flags = UnsafeRawPointer(bytes.address) + start(row)
        var nibble = 2 * Self.flagBytes(columns)
        for group in 0..<Self.groups(columns) {
            let flag = (flags.load(fromByteOffset: group / 8, as: UInt8.self) >> (group % 8)) & 1
            let width = 7 + Int(flag)
            let held = flags.loadUnaligned(fromByteOffset: nibble / 2, as: UInt64.self)
            let bits = UInt64(littleEndian: held) >> (nibble % 2 * 4)
            for index in 0..<min(4, columns - 4 * group) {
                let low = Int8(truncatingIfNeeded: bits >> (index * width))
                // Shifted there and back, which repeats the sign.
                let number = (low << (8 - width)) >> (8 - width)
                y[4 * group + index] = scale * Float(number)
            }
            nibble += width
        }
    }

    /// Where a row begins.
    func start(_ row: Int) -> Int { Int(Int32(littleEndian: offsets.address[row])) }

    private static func groups(_ columns: Int) -> Int { (columns + 3) / 4 }
    private static func flagBytes(_ columns: Int) -> Int { (groups(columns) + 7) / 8 }

    /// How many bytes from its beginning on are read of a row at most.
    private static func readableBytes(_ columns: Int) -> Int {
        flagBytes(columns) + 4 * groups(columns) + 8
    }
}
