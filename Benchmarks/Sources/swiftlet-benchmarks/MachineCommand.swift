import ArgumentParser
import Swiftlet

/// Measures the machine's peak rates: the physical limits that results are compared with.
struct MachineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine",
        abstract: "Names the kernels in use and measures clock rate and memory bandwidth."
    )

    func run() {
        let fields: JSONValue = [
            "core": .string(BLAS.kernel.name),
            "kernels": .array(Kernels.report.map { .string($0.description) }),
            "clock_hertz": .number(clockRate()),
            "memory_bytes_per_second": .number(memoryBandwidth()),
        ]
        print(fields)
    }

    /// The clock rate under load, from a chain of operations that each wait for the one before: an
    /// exclusive or takes one cycle and a multiplication three, on every 64-bit processor that
    /// the library is meant for.
    private func clockRate() -> Double {
        let steps = 100_000_000
        let factor = UInt64.random(in: 1...UInt64.max) | 1
        let mask = UInt64.random(in: 1...UInt64.max)
        var value = mask
        let time = (0..<5).map { _ in
            seconds { for _ in 0..<steps { value = (value ^ mask) &* factor } }
        }.min()!
        // The condition never holds, but the compiler cannot know and must do the work.
        return value == 0 ? 0 : 4 * Double(steps) / time
    }

    /// How many bytes of a tensor too large for any cache all threads together read in a second.
    private func memoryBandwidth() -> Double {
        let count = 128 << 20
        let tensor = Tensor(repeating: 1, shape: [count])
        return tensor.withUnsafeBufferPointer { values in
            nonisolated(unsafe) let values = values.baseAddress!
            let time = (0..<5).map { _ in
                seconds {
                    Threads.split(count / 64) { _, range in
                        precondition(sum(values + range.lowerBound * 64, blocks: range.count) > 0)
                    }
                }
            }.min()!
            return Double(count * MemoryLayout<Float>.stride) / time
        }
    }

    /// The sum of `blocks` times 64 numbers, in four vectors at once.
    private func sum(_ values: UnsafePointer<Float>, blocks: Int) -> Float {
        let vectors = UnsafeRawPointer(values).assumingMemoryBound(to: SIMD16<Float>.self)
        var sums = (SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>())
        for block in 0..<blocks {
            sums.0 += vectors[4 * block]
            sums.1 += vectors[4 * block + 1]
            sums.2 += vectors[4 * block + 2]
            sums.3 += vectors[4 * block + 3]
        }
        return (sums.0 + sums.1 + sums.2 + sums.3).sum()
    }
}
