extension QuantizedTable {
    /// Adds the table to a file: `NAME` (`I8` `[rows, columns]`) and `NAME.scales` (`F32` `[rows]`).
    public func add(to writer: inout SafetensorsWriter, as name: String) {
        writer.add(name, values, shape: [rows, columns])
        writer.add("\(name).scales", scales)
    }

    /// Loads a table of the given shape that `add(to:as:)` saved. The rows of a mapped file are not
    /// copied, nor read before they are used.
    ///
    /// - Throws: `SafetensorsError` when a tensor is missing or has another shape or type,
    ///   `QuantizationError` when a scale is not a finite number from 0.
    public init(
        from file: SafetensorsFile,
        named name: String,
        rows: Int,
        columns: Int
    ) throws {
        self.init(
            rows: rows,
            columns: columns,
            scales: try file.quantizationScales("\(name).scales", count: rows),
            values: try file.storage(of: name, type: .int8, shape: [rows, columns])
        )
    }
}
