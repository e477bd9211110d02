/// Rows of a table, looked up by token, for the rows of a `PackedSequences`.
package enum Embedding {
    /// `x[r] = table[tokens[r]]`, times the mask's row of the sequence that row `r` belongs to.
    ///
    /// - Parameters:
    ///   - width: The columns of the table.
    ///   - mask: Spatial dropout's factors, `[sequences, width]`, or nil for none.
    package static func forward(
        _ packing: PackedSequences,
        table: UnsafePointer<Float>,
        width: Int,
        mask: UnsafePointer<Float>?,
        into x: UnsafeMutablePointer<Float>
    ) {
        let tokens = packing.tokens
        for step in 0..<packing.steps {
            let start = packing.start(step)
            for position in 0..<packing.rows(step) {
                let target = x + (start + position) * width
                let source = table + Int(tokens[start + position]) * width
                if let mask {
                    let mask = mask + position * width
                    for column in 0..<width { target[column] = source[column] * mask[column] }
                } else {
                    target.update(from: source, count: width)
                }
            }
        }
    }

    /// Turns the gradient of `x` into that of the table's rows that were looked up, in place: one
    /// row for each token, to be added up by ``ParameterTable``.
    package static func backward(
        _ packing: PackedSequences,
        width: Int,
        mask: UnsafePointer<Float>?,
        gradient: UnsafeMutablePointer<Float>
    ) {
        guard let mask else { return }
        for step in 0..<packing.steps {
            let rows = packing.rows(step)
            Dropout.backward(
                rows * width,
                gradient: gradient + packing.start(step) * width,
                mask: mask
            )
        }
    }
}
