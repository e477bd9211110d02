/// The columns of a feature matrix (compressed sparse column), for coordinate descent.
package struct FeatureColumns: Sendable {
    package let count: Int
    /// `count + 1` positions in `rows` and `values`.
    package let offsets: [Int]
    package let rows: [Int32]
    package let values: [Float]

    /// The columns of `source` restricted to `keptRows`, which are numbered anew from 0, and at
    /// the end a column of `constant` where it is given. Zeros are left out.
    package init(_ source: some FeatureRows, keptRows: [Int], constant: Double?) {
        let columns = source.columnCount
        count = columns + (constant == nil ? 0 : 1)
        var offsets = [Int](repeating: 0, count: count + 1)
        for row in keptRows {
            source.forEach(row) { column, value in
                if value != 0 { offsets[column + 1] += 1 }
            }
        }
        if constant != nil { offsets[count] = keptRows.count }
        for column in 0..<count { offsets[column + 1] += offsets[column] }
        var next = offsets
        var rows = [Int32](repeating: 0, count: offsets[count])
        var values = [Float](repeating: 0, count: offsets[count])
        for (number, row) in keptRows.enumerated() {
            source.forEach(row) { column, value in
                if value != 0 {
                    rows[next[column]] = Int32(truncatingIfNeeded: number)
                    values[next[column]] = Float(value)
                    next[column] += 1
                }
            }
            if let constant {
                rows[next[columns]] = Int32(truncatingIfNeeded: number)
                values[next[columns]] = Float(constant)
                next[columns] += 1
            }
        }
        self.offsets = offsets
        self.rows = rows
        self.values = values
    }
}
