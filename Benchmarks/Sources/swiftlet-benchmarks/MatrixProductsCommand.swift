import ArgumentParser
import Swiftlet

/// Products of two square matrices.
struct MatrixProductsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix-products",
        abstract: "Times the product of two square matrices of Float."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Rows and columns of the matrices.")
    var size = 2_048

    func run() {
        var generator = PCG64(seed: 1)
        let first = Tensor(uniform: 0..<1, shape: [size, size], using: &generator)
        let second = Tensor(uniform: 0..<1, shape: [size, size], using: &generator)
        var product = Tensor(zeros: [size, size])
        let times = timing.measure { product.formMatrixProduct(first, second) }
        let fields: JSONValue = [
            "seconds": ["product": .numbers(times)],
            "operations": .number(2 * Double(size) * Double(size) * Double(size)),
        ]
        print(fields)
    }
}
