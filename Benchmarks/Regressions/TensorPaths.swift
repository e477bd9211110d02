import Swiftlet

/// Products of matrices, of floats and of bytes, in the shapes of DistilBERT's widest layers.
func registerTensorPaths() {
    hotPath("GEMM, 512 x 512 x 512") {
        Product(512, 512, 512)
    } _: {
        $0.form()
    }
    for rows in [32, 512] {
        hotPath("GEMM, \(rows) rows, 768 to 3,072") {
            Product(rows, 768, 3_072)
        } _: {
            $0.form()
        }
        hotPath("int8 products, \(rows) rows, 768 to 3,072") {
            (
                matrix: try QuantizedMatrix(quantizing: Inputs.normal([3_072, 768])),
                x: Inputs.normal([rows, 768])
            )
        } _: {
            _ = $0.x.matrixProduct(transposing: $0.matrix)
        }
    }
}

/// A product of two matrices into memory that is there.
private final class Product {
    let first: Tensor
    let second: Tensor
    var result: Tensor

    init(_ rows: Int, _ inner: Int, _ columns: Int) {
        first = Inputs.normal([rows, inner])
        second = Inputs.normal([inner, columns])
        result = Tensor(zeros: [rows, columns])
    }

    func form() { result.formMatrixProduct(first, second) }
}
