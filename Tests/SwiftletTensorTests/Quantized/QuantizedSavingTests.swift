import SwiftletBase
import SwiftletTensor
import TestSupport
import Testing

@Suite struct QuantizedSavingTests {
    /// A file with a matrix of 20 outputs by 37 inputs and a table of 9 rows of 5.
    func savedFile() throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: ["format": "swiftlet"])
        writer.add("layer", try QuantizedMatrix(quantizing: fractions([20, 37])))
        writer.add("words", try QuantizedTable(quantizing: fractions([9, 5], seed: 2)))
        writer.add("bias", fractions([3]))
        return writer
    }

    func load(_ file: SafetensorsFile) throws -> (matrix: QuantizedMatrix, table: QuantizedTable) {
        (
            try QuantizedMatrix(from: file, named: "layer", outputs: 20, inputs: 37),
            try QuantizedTable(from: file, named: "words", rows: 9, columns: 5)
        )
    }

    @Test func loadsWhatWasSaved() throws {
        let x = fractions([4, 37], seed: 3)
        let matrix = try QuantizedMatrix(quantizing: fractions([20, 37]))
        let table = try QuantizedTable(quantizing: fractions([9, 5], seed: 2))
        func check(_ file: SafetensorsFile) throws {
            let loaded = try load(file)
            #expect(
                x.matrixProduct(transposing: loaded.matrix) == x.matrixProduct(transposing: matrix)
            )
            #expect(loaded.matrix.dequantized() == matrix.dequantized())
            #expect(loaded.table.dequantized() == table.dequantized())
            #expect(loaded.table[8] == table[8])
        }
        try check(SafetensorsFile(bytes: savedFile().encoded()))
        try withTemporaryDirectory { directory in
            try savedFile().save(to: directory + "/model.safetensors")
            // The matrix must keep the map alive when the file's own value is gone.
            let file = try SafetensorsFile(from: directory + "/model.safetensors")
            try check(file)
            try #expect(
                file.withUnsafeBytes(of: "layer.panels") { bytes in
                    Int(bitPattern: bytes.baseAddress!) % 64 == 0
                }
            )
        }
    }

    /// A table of a form that saves bytes, and of rows in which four are no whole number of times.
    @Test(arguments: [768, 770]) func packedTablesAreTheSame(_ columns: Int) throws {
        var generator = PCG64(seed: 1)
        let shape = [200, columns]
        var table = Tensor(
            normalWithMean: 0,
            standardDeviation: 1,
            shape: shape,
            using: &generator
        )
        // Rows of zeros, of the greatest numbers alone, and of both signs' greatest.
        for column in 0..<columns {
            table[3, column] = 0
            table[4, column] = -7
            table[5, column] = column % 2 == 0 ? 2 : -2
        }
        let quantized = try QuantizedTable(quantizing: table)
        var writer = SafetensorsWriter()
        writer.add("words", quantized)
        let bytes = writer.encoded()
        let file = try SafetensorsFile(bytes: bytes, name: "saved")
        #expect(!file.contains("words"))
        let packed = try file.int8s("words.packed")
        #expect(packed.count < 97 * table.count / 100)
        let loaded = try QuantizedTable(from: file, named: "words", rows: 200, columns: columns)
        #expect(loaded.dequantized() == quantized.dequantized())
        var again = SafetensorsWriter()
        again.add("words", loaded)
        #expect(again.encoded() == bytes)

        let offsets = try file.int32s("words.offsets")
        for value in [-1, Int32(packed.count) - 8, .max] {
            var changed = SafetensorsWriter()
            changed.add("words.packed", packed, shape: [packed.count])
            changed.add("words.offsets", offsets.dropLast() + [value], shape: [200])
            changed.add("words.scales", try file.tensor("words.scales"))
            let file = try SafetensorsFile(bytes: changed.encoded(), name: "saved")
            #expect(
                throws: FormatError(
                    file: "saved",
                    place: .tensor("words.offsets"),
                    problem: "row 199 begins at \(value), from where the bytes hold no row"
                )
            ) { try QuantizedTable(from: file, named: "words", rows: 200, columns: columns) }
        }
        Mutator.fuzz([bytes], seed: 2, iterations: min(Mutator.iterations, 500)) { bytes in
            guard let file = try? SafetensorsFile(bytes: bytes) else { return }
            let table = try? QuantizedTable(from: file, named: "words", rows: 200, columns: columns)
            _ = table?.dequantized()
        }
    }

    @Test func namesWhatIsWrong() throws {
        let file = try SafetensorsFile(bytes: savedFile().encoded(), name: "saved")
        #expect(throws: FormatError.self) {
            try QuantizedMatrix(from: file, named: "layer", outputs: 20, inputs: 36 + 8)
        }
        #expect(throws: FormatError.self) {
            try QuantizedMatrix(from: file, named: "other", outputs: 20, inputs: 37)
        }
        #expect(throws: FormatError.self) {
            try QuantizedTable(from: file, named: "words", rows: 5, columns: 9)
        }
        #expect(throws: QuantizationError.tooManyInputs(65_537)) {
            try QuantizedMatrix(from: file, named: "layer", outputs: 20, inputs: 65_537)
        }
        for value in [Float.nan, -1, .infinity] {
            var writer = SafetensorsWriter()
            writer.add("words", [Int8](repeating: 1, count: 6), shape: [2, 3])
            writer.add("words.scales", Tensor([1, value]))
            let file = try SafetensorsFile(bytes: writer.encoded(), name: "saved")
            let error = #expect(throws: FormatError.self) {
                try QuantizedTable(from: file, named: "words", rows: 2, columns: 3)
            }
            #expect(
                error?.description.hasPrefix("saved, tensor \"words.scales\": scale 1 is") == true
            )
        }
        var floats = SafetensorsWriter()
        floats.add("words", Tensor(zeros: [2, 3]))
        floats.add("words.scales", Tensor(zeros: [2]))
        let wrongType = try SafetensorsFile(bytes: floats.encoded())
        #expect(throws: FormatError.self) {
            try QuantizedTable(from: wrongType, named: "words", rows: 2, columns: 3)
        }
    }

    @Test func weightsThatAreNotFiniteAreNamed() {
        for value in [Float.nan, .infinity, -.infinity] {
            var weights = fractions([5, 6])
            weights[3, 4] = value
            #expect(throws: QuantizationError.notFinite(row: 3, column: 4)) {
                try QuantizedMatrix(quantizing: weights)
            }
            #expect(throws: QuantizationError.notFinite(row: 3, column: 4)) {
                try QuantizedTable(quantizing: weights)
            }
        }
        #expect(throws: QuantizationError.tooManyInputs(65_537)) {
            try QuantizedMatrix(quantizing: Tensor(zeros: [1, 65_537]))
        }
    }

    /// Whatever the bytes, a file is refused or loaded, and what is loaded can be multiplied.
    @Test func brokenFilesDoNotTrap() throws {
        let x = fractions([2, 37])
        try Mutator.fuzz([savedFile().encoded()], seed: 1) { bytes in
            guard let file = try? SafetensorsFile(bytes: bytes),
                let (matrix, table) = try? load(file)
            else { return }
            _ = matrix.products(of: x, kernel: .portable)
            _ = table.dequantized()
        }
    }
}
