import SwiftletBase
import SwiftletTensor
import Synchronization

/// The weights of a linear layer in training as bfloat16 numbers, in the forms that the products of the
/// forward and the backward pass take.
package final class RoundedWeights: Sendable {
    let kernel: BFloat16Kernel
    private let weights: FloatArray
    private let outputs: Int
    private let inputs: Int
    let forward: Storage<UInt16>
    let backward: Storage<UInt16>

    /// - Parameter weights: `[outputs, inputs]`, read at each call of `round`.
    init(_ weights: FloatArray, outputs: Int, inputs: Int, kernel: BFloat16Kernel) {
        (self.weights, self.outputs, self.inputs, self.kernel) = (weights, outputs, inputs, kernel)
        func storage(_ form: BFloat16Kernel.Form) -> Storage<UInt16> {
            Storage(uninitialized: form.count(rows: outputs, columns: inputs))
        }
        forward = storage(.rightTurned)
        backward = storage(.right)
    }

    /// Rounds the current weights of several layers, on all threads.
    static func round(_ layers: [RoundedWeights]) {
        let next = Atomic<Int>(0)
        Threads.split(min(2 * layers.count, Threads.count)) { _, _ in
            while true {
                let item = next.add(1, ordering: .relaxed).oldValue
                if item >= 2 * layers.count { break }
                let layer = layers[item / 2]
                layer.kernel.pack(
                    layer.outputs,
                    layer.inputs,
                    layer.weights.start,
                    as: item % 2 == 0 ? .rightTurned : .right,
                    into: item % 2 == 0 ? layer.forward.address : layer.backward.address
                )
            }
        }
    }
}
