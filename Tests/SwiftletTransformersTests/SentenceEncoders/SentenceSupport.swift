import SwiftletBase
import SwiftletTensor

/// The cosine of two vectors.
func cosine(_ first: [Float], _ second: [Float]) -> Double {
    func product(_ first: [Float], _ second: [Float]) -> Double {
        zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let lengths = product(first, first) * product(second, second)
    return product(first, second) / lengths.squareRoot()
}

/// The rows of a matrix.
func rows(_ tensor: Tensor) -> [[Float]] {
    let columns = tensor.shape[1]
    return (0..<tensor.shape[0]).map {
        Array(tensor.elements[$0 * columns..<($0 + 1) * columns])
    }
}

/// Writes a file whose directory may be missing.
func writeFile(_ bytes: [UInt8], to path: String) throws {
    let folder = path[..<path.lastIndex(of: "/")!]
    try AtomicDirectory.createDirectories(String(folder))
    try AtomicFile.write(bytes, to: path)
}
