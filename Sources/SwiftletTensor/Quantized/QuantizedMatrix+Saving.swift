import SwiftletBase

extension SafetensorsWriter {
    /// Adds a matrix of 8-bit integers: `NAME.panels` (`I8` `[panels, blocks, 16, 4]`, the layout that the
    /// kernels take), `NAME.scales` (`F32`) and `NAME.sums` (`I32`), both `[outputs]`.
    public mutating func add(_ name: String, _ matrix: QuantizedMatrix) {
        let outputs = matrix.outputs
        let shape = QuantizedMatrix.panelShape(outputs, matrix.inputs)
        add("\(name).panels", matrix.panels, shape: shape)
        add("\(name).scales", matrix.scales)
        let sums = UnsafeBufferPointer(start: matrix.columnSums.address, count: outputs)
        add("\(name).sums", Array(sums), shape: [outputs])
    }
}

extension QuantizedMatrix {
    /// Loads a matrix of the given shape that a `SafetensorsWriter` saved. The weights of a mapped file are
    /// not copied, nor read before they are used.
    ///
    /// - Throws: `FormatError` when a tensor is missing or has another shape or type, or a scale is not a
    ///   finite number from 0; `QuantizationError` when there are too many inputs.
    public init(
        from file: SafetensorsFile,
        named name: String,
        outputs: Int,
        inputs: Int
    ) throws {
        precondition(
            outputs >= 0 && inputs >= 0,
            "A quantised matrix of shape \([outputs, inputs]) was asked for."
        )
        guard inputs <= Self.maximumInputs else { throw QuantizationError.tooManyInputs(inputs) }
        let panels: Storage<Int8> = try file.storage(
            of: "\(name).panels",
            type: .int8,
            shape: Self.panelShape(outputs, inputs)
        )
        let sums = try file.int32s("\(name).sums", shape: [outputs])
        let columnSums = Storage<Int32>(zeros: Self.paddedOutputs(outputs))
        columnSums.address.update(from: sums, count: outputs)
        self.init(
            outputs: outputs,
            inputs: inputs,
            scales: try file.quantizationScales("\(name).scales", count: outputs),
            panels: panels,
            columnSums: columnSums
        )
    }
}

extension SafetensorsFile {
    /// Scales, which must be finite numbers from 0.
    func quantizationScales(_ tensor: String, count: Int) throws -> Tensor {
        let scales = Tensor(try floats(tensor, shape: [count]))
        for index in 0..<count where !(scales[index] >= 0 && scales[index].isFinite) {
            throw FormatError(
                file: name,
                place: .tensor(tensor),
                problem:
                    "scale \(index) is \(scales[index]), where a finite number from 0 is expected"
            )
        }
        return scales
    }
}
