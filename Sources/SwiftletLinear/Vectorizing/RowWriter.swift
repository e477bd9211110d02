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

    /// - Parameter factors: `weighting.factors`, valid as long as the writer.
    init(_ weighting: RowWeighting, factors: UnsafePointer<Float>?, rows: Int) {
        binary = weighting.binary
        sublinear = weighting.sublinear
        norm = weighting.norm
        self.factors = factors
        columns = GrowableBuffer(capacity: rows * 8)
        values = GrowableBuffer(capacity: rows * 8)
        ends = GrowableBuffer(capacity: rows)
    }

    /// Writes the row of a text whose terms have the columns in `occurrences`, which is sorted here.
    @inline(__always)
    mutating func append(_ occurrences: borrowing GrowableBuffer<UInt32>) {
        let count = occurrences.count
        sortSmall(UnsafeMutableBufferPointer(start: occurrences.base, count: count))
        let first = columns.count
        columns.reserve(count)
        values.reserve(count)
        var (end, position, sum) = (first, 0, 0.0)
        while position < count {
            let column = occurrences[position]
            var next = position &+ 1
            while next < count && occurrences[next] == column { next &+= 1 }
            var value = Self.frequency(next &- position, binary: binary, sublinear: sublinear)
            if let factors { value *= Double(factors[Int(column)]) }
            columns[end] = Int32(truncatingIfNeeded: column)
            values[end] = Float(value)
            sum += norm == .l1 ? abs(value) : value * value
            end &+= 1
            position = next
        }
        columns.count = end
        values.count = end
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
                    var writer = RowWriter(weighting, factors: address, rows: rows.count)
                    body(rows, &writer)
                    slots[part] = RowWriterBox(writer)
                }
            }
        }
    }

    var rowOffsets = [Int](repeating: 0, count: rows + 1)
    let writers = written.writers.map { $0! }
    let total = writers.reduce(0) { $0 + $1.writer.columns.count }
    let columnIndices = [Int32](unsafeUninitializedCapacity: total) { buffer, count in
        var position = 0
        for box in writers {
            let size = box.writer.columns.count
            if size > 0 {
                (buffer.baseAddress! + position).update(from: box.writer.columns.base, count: size)
            }
            position += size
        }
        count = total
    }
    let values = [Float](unsafeUninitializedCapacity: total) { buffer, count in
        var position = 0
        for box in writers {
            let size = box.writer.values.count
            if size > 0 {
                (buffer.baseAddress! + position).update(from: box.writer.values.base, count: size)
            }
            position += size
        }
        count = total
    }
    var (row, start) = (1, 0)
    for box in writers {
        for index in 0..<box.writer.ends.count {
            rowOffsets[row] = start + box.writer.ends[index]
            row += 1
        }
        start += box.writer.columns.count
    }
    return SparseMatrix(
        rows: rows,
        columns: columns,
        rowOffsets: rowOffsets,
        columnIndices: columnIndices,
        values: values
    )
}
