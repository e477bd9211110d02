import SwiftletBase
import SwiftletNeural
import SwiftletTensor

extension SafetensorsFile {
    /// Throws unless every element of a tensor read from this file is a finite number.
    func requireFinite(_ tensor: Tensor, _ name: String) throws(FormatError) {
        let place = tensor.withUnsafeBufferPointer { elements in
            elements.firstIndex { !$0.isFinite }
        }
        if let place {
            throw FormatError(
                file: self.name,
                problem: "element \(place) of \(name) is no finite number"
            )
        }
    }

    /// The arrays of a layout by name, in memory of their own, all finite.
    ///
    /// - Throws: `FormatError` naming file and tensor.
    func arrays(_ layout: ParameterLayout) throws -> [String: Tensor] {
        var arrays: [String: Tensor] = [:]
        for entry in layout.entries {
            let tensor = try self.tensor(entry.name, shape: entry.shape)
            try requireFinite(tensor, entry.name)
            arrays[entry.name] = tensor
        }
        return arrays
    }
}
