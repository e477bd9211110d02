import ArgumentParser
import Swiftlet

/// Products of the TF-IDF matrix of raw tweets with a vector and with a narrow dense matrix.
struct SparseProductsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sparse-products",
        abstract: "Times products of a sparse matrix, in both orientations."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Labelled tweets.")
    var data: String

    func run() throws {
        let matrix = try TFIDFFeatures(path: data).fit().matrix
        var times: [(String, JSONValue)] = []
        for width in [1, 16] {
            let tail = width == 1 ? [] : [width]
            let right = Tensor(repeating: 0.5, shape: [matrix.columns] + tail)
            let left = Tensor(repeating: 0.5, shape: [matrix.rows] + tail)
            let products = timing.measure { _ = matrix.matrixProduct(right) }
            let transposed = timing.measure { _ = matrix.matrixProduct(left, transposeSelf: true) }
            times.append(("product_\(width)", .numbers(products)))
            times.append(("transposed_product_\(width)", .numbers(transposed)))
        }
        let fields: JSONValue = [
            "seconds": .object(JSONObject(times)),
            "stored": .integer(matrix.storedCount),
            "matrix_bytes": .integer(matrix.storedBytes),
        ]
        print(fields)
    }
}
