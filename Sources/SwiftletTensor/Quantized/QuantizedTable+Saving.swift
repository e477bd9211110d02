import SwiftletBase

extension SafetensorsWriter {
    /// Adds a table of 8-bit integers: `NAME` (`I8` `[rows, columns]`) and `NAME.scales` (`F32` `[rows]`); in
    /// place of `NAME`, where that takes fewer bytes, `NAME.packed` (`I8`) and `NAME.offsets` (`I32`
    /// `[rows]`), from which any row can be read by itself.
    public mutating func add(_ name: String, _ table: QuantizedTable) {
        let (rows, columns) = (table.rows, table.columns)
        switch table.values {
        case .packed(let packed): add(name, packed, rows: rows)
        case .plain(let storage):
            if let packed = PackedRows(packing: storage.address, rows: rows, columns: columns) {
                add(name, packed, rows: rows)
            } else {
                add(name, storage, shape: [rows, columns])
            }
        }
        add("\(name).scales", table.scales)
    }

    private mutating func add(_ name: String, _ packed: PackedRows, rows: Int) {
        add("\(name).packed", packed.bytes, shape: [packed.bytes.count])
        let starts = (0..<rows).map { Int32(packed.start($0)) }
        add("\(name).offsets", starts, shape: [rows])
    }
}

extension QuantizedTable {
    /// Loads a table of the given shape that a `SafetensorsWriter` saved. The rows of a mapped file are not
    /// copied, nor read before they are used.
    ///
    /// - Throws: `FormatError` when a tensor is missing or has another shape or type, when a scale is not a
    ///   finite number from 0, or a packed row does not begin within the bytes of all.
    public init(
        from file: SafetensorsFile,
        named name: String,
        rows: Int,
        columns: Int
    ) throws {
        let values: Values
        if file.contains("\(name).packed") {
            values = .packed(try Self.packed(from: file, name, rows, columns))
        } else {
            values = .plain(try file.storage(of: name, type: .int8, shape: [rows, columns]))
        }
        self.init(
            rows: rows,
            columns: columns,
            scales: try file.quantizationScales("\(name).scales", count: rows),
            values: values
        )
    }

    private static func packed(
        from file: SafetensorsFile,
        _ name: String,
        _ rows: Int,
        _ columns: Int
    ) throws -> PackedRows {
        let count = try file.shape(of: "\(name).packed").reduce(1, *)
        let offsets: Storage<Int32> = try file.storage(
            of: "\(name).offsets",
            type: .int32,
            shape: [rows]
        )
        let bytes: Storage<Int8> = try file.storage(
            of: "\(name).packed",
            type: .int8,
            shape: [count]
        )
        let packed = PackedRows(columns: columns, offsets: offsets, bytes: bytes)
        if let row = packed.firstWrongRow {
            throw FormatError(
                file: file.name,
                place: .tensor("\(name).offsets"),
                problem:
                    "row \(row) begins at \(packed.start(row)), from where the bytes hold no row"
            )
        }
        return packed
    }
}
