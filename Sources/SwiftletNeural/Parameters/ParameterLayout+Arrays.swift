import SwiftletTensor

extension ParameterLayout {
    /// One run with arrays given by name. The names and shapes must be those of the layout.
    package func run(of arrays: [String: Tensor]) -> Tensor {
        var run = Tensor(zeros: [count])
        run.withUnsafeMutableBufferPointer { run in
            for entry in entries {
                guard let array = arrays[entry.name], array.shape == entry.shape else {
                    preconditionFailure(
                        "\(entry.name) has shape \(arrays[entry.name]?.shape ?? []), "
                            + "not \(entry.shape)."
                    )
                }
                array.withUnsafeBufferPointer {
                    _ = run[entry.offset..<entry.offset + entry.count].update(from: $0)
                }
            }
        }
        return run
    }

    /// A copy of one of a run's arrays; nil for a name that there is not.
    package func array(_ name: String, of run: Tensor) -> Tensor? {
        entries.first { $0.name == name }.map { entry in
            run.withUnsafeBufferPointer {
                Tensor($0[entry.offset..<entry.offset + entry.count], shape: entry.shape)
            }
        }
    }
}
