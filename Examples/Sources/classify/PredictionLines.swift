import ExampleSupport
import Swiftlet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes predictions to a descriptor as JSON, one object a line.
struct PredictionLines {
    private let descriptor: Int32
    private let encoder: PredictionEncoder

    init(labels: [String], descriptor: Int32) {
        self.descriptor = descriptor
        encoder = PredictionEncoder(labels: labels)
    }

    /// Writes a line for each prediction, in their order; the lines are made on all threads.
    func write(_ predictions: [Prediction]) throws {
        let parts = Threads.map(predictions.count, minimumPart: 256) { [encoder] range in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(range.count * 128)
            for prediction in predictions[range] {
                encoder.append(prediction, to: &bytes)
                bytes.append(UInt8(ascii: "\n"))
            }
            return bytes
        }
        for bytes in parts { try write(bytes) }
    }

    private func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = systemWrite(
                    descriptor,
                    rest.base.baseAddress! + rest.startIndex,
                    rest.count
                )
                if written >= 0 {
                    rest = rest.dropFirst(written)
                } else if errno != EINTR {
                    throw OutputError(reason: String(cString: strerror(errno)))
                }
            }
        }
    }
}

/// Why predictions could not be written.
struct OutputError: Error, CustomStringConvertible {
    let reason: String
    var description: String { "Standard output: \(reason)" }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
