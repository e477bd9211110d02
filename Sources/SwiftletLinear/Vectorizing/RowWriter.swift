import SwiftletBase
import SwiftletPlatform
import SwiftletTensor

/// How counts become the values of a row.
struct RowWeighting: Sendable {
    var binary = false
    var sublinear = false
    /// One factor for each column.
    var factors: [Float]?
    var norm: TFIDFVectorizer.Norm?
}

/// Turns the columns of a text's terms into a row of a sparse matrix, and keeps it.
struct RowWriter: ~Copyable {
    private let binary: Bool
    private let sublinear: Bool
    private let factors: UnsafePointer<Float>?
    private let norm: TFIDFVectorizer.Norm?
    fileprivate var columns: GrowableBuffer<Int32>
    fileprivate var values: GrowableBuffer<Float>
    /// Where each row ends in `columns` and `values`.
    fileprivate var ends: GrowableBuffer<Int>
    /// Counts the columns of a row where there are rows enough to be worth its memory.
    private let counts: ColumnCounts?

    /// - Parameters:
    ///   - factors: `weighting.factors`, valid as long as the writer.
    ///   - rows: How many rows will be written.
    ///   - width: How many columns the matrix has.
    init(_ weighting: RowWeighting, factors: UnsafePointer<Float>?, rows: Int, width: Int) {
        binary = weighting.binary
        sublinear = weighting.sublinear
        norm = weighting.norm
        self.factors = factors
        columns = GrowableBuffer(capacity: rows * 8)
        values = GrowableBuffer(capacity: rows * 8)
        ends = GrowableBuffer(capacity: rows)
        counts = width <= rows &* 64 ? ColumnCounts(width: width) : nil
    }

    /// Writes the row of a text whose terms have the columns in `occurrences`, which may be sorted
    /// here.
    @inline(__always)
    mutating func append(_ occurrences: borrowing GrowableBuffer<UInt32>) {
        let count = occurrences.count
        let first = columns.count
        columns.reserve(count)
        values.reserve(count)
        let (columns, values) = (columns.base, values.base)
        var (end, sum) = (first, 0.0)
        func put(_ column: UInt32, _ occurrences: Int) {
            var value = Self.frequency(occurrences, binary: binary, sublinear: sublinear)
            if let factors { value *= Double(factors[Int(column)]) }
            columns[end] = Int32(truncatingIfNeeded: column)
            values[end] = Float(value)
            sum += norm == .l1 ? abs(value) : value * value
            end &+= 1
        }
        if let counts {
            for position in 0..<count { counts.add(occurrences[position]) }
            counts.removeAll(put)
        } else {
            sortSmall(UnsafeMutableBufferPointer(start: occurrences.base, count: count))
            var position = 0
            while position < count {
                let column = occurrences[position]
                var next = position &+ 1
                while next < count && occurrences[next] == column { next &+= 1 }
                put(column, next &- position)
                position = next
            }
        }
        self.columns.count = end
        self.values.count = end
        ends.append(end)
        if let norm, sum > 0 {
            let factor = 1 / (norm == .l1 ? sum : sum.squareRoot())
            for index in first..<end { values[index] = Float(Double(values[index]) * factor) }
        }
    }

    @inline(__always)
    private static func frequency(_ count: Int, binary: Bool, sublinear: Bool) -> Double {
        if binary || count == 1 { return 1 }
        return sublinear ? 1 + log(Double(count)) : Double(count)
    }
}

/// How often each column occurs in a row: a count for each column, a bit for each count that is not
/// zero, and a bit for each 64 bits that are not all zero, so that the columns come out in order
/// without being sorted.
private final class ColumnCounts {
    private let counts: GrowableBuffer<UInt32>
    private let bits: GrowableBuffer<UInt64>
    private let summary: GrowableBuffer<UInt64>

    init(width: Int) {
        counts = GrowableBuffer(repeating: 0, count: width)
        bits = GrowableBuffer(repeating: 0, count: width / 64 + 1)
        summary = GrowableBuffer(repeating: 0, count: width / 4096 + 1)
    }

    @inline(__always)
    func add(_ column: UInt32) {
        counts.base[Int(column)] &+= 1
        bits.base[Int(column &>> 6)] |= 1 &<< UInt64(column & 63)
        summary.base[Int(column &>> 12)] |= 1 &<< UInt64((column &>> 6) & 63)
    }

    /// Calls `body` with each column that was added, columns ascending, and how often it was.
    @inline(__always)
    func removeAll(_ body: (_ column: UInt32, _ count: Int) -> Void) {
        for high in 0..<summary.count {
            var words = summary[high]
            if words == 0 { continue }
            summary[high] = 0
            while words != 0 {
                let word = high &* 64 &+ words.trailingZeroBitCount
                words &= words &- 1
                var columns = bits[word]
                bits[word] = 0
                while columns != 0 {
                    let column = word &* 64 &+ columns.trailingZeroBitCount
                    columns &= columns &- 1
                    body(UInt32(truncatingIfNeeded: column), Int(counts[column]))
                    counts[column] = 0
                }
            }
        }
    }
}

/// The matrix whose rows `writers` hold, one writer's behind the other's.
private final class RowParts: @unchecked Sendable {
    var writers: [RowWriterBox?]
    init(count: Int) { writers = Array(repeating: nil, count: count) }
}

private final class RowWriterBox {
    var writer: RowWriter
    init(_ writer: consuming RowWriter) { self.writer = writer }
}

/// Makes a sparse matrix of `rows` rows; `body` writes the rows of a range, in order, and runs on
/// several threads.
func sparseMatrix(
    rows: Int,
    columns: Int,
    weighting: RowWeighting,
    _ body: @Sendable (_ range: Range<Int>, _ writer: inout RowWriter) -> Void
) -> SparseMatrix {
    let parts = Threads.parts(rows, minimumPart: 64)
    let written = RowParts(count: parts)
    let factors = weighting.factors ?? []
    factors.withUnsafeBufferPointer { factors in
        nonisolated(unsafe) let address = weighting.factors == nil ? nil : factors.baseAddress
        written.writers.withUnsafeMutableBufferPointer { slots in
            nonisolated(unsafe) let slots = slots
            Threads.split(parts) { _, range in
                for part in range {
                    let rows = rows * part / parts..<rows * (part + 1) / parts
                    var writer = RowWriter(
                        weighting,
                        factors: address,
                        rows: rows.count,
                        width: columns
                    )
                    body(rows, &writer)
                    slots[part] = RowWriterBox(writer)
                }
            }
        }
    }

    let writers = written.writers.map { $0! }
    var starts = [0]
    for box in writers { starts.append(starts[starts.count - 1] + box.writer.columns.count) }
    let total = starts[writers.count]
    var columnIndices: [Int32] = []
    let values = [Float](unsafeUninitializedCapacity: total) { values, count in
        count = total
        columnIndices = [Int32](unsafeUninitializedCapacity: total) { indices, count in
            count = total
            HugePages.prefer(for: indices)
            HugePages.prefer(for: values)
            nonisolated(unsafe) let (values, indices) = (values, indices)
            nonisolated(unsafe) let writers = writers
            let starts = starts
            Threads.split(writers.count) { _, range in
                for part in range where starts[part] < starts[part + 1] {
                    let (writer, size) = (writers[part], starts[part + 1] - starts[part])
                    (indices.baseAddress! + starts[part])
                        .update(from: writer.writer.columns.base, count: size)
                    (values.baseAddress! + starts[part])
                        .update(from: writer.writer.values.base, count: size)
                }
            }
        }
    }
    var rowOffsets = [0]
    rowOffsets.reserveCapacity(rows + 1)
    for (box, start) in zip(writers, starts) {
        for index in 0..<box.writer.ends.count {
            rowOffsets.append(start + box.writer.ends[index])
        }
    }
    return SparseMatrix(
        rows: rows,
        columns: columns,
        rowOffsets: rowOffsets,
        columnIndices: columnIndices,
        values: values
    )
}
