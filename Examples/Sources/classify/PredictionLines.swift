import Swiftlet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Predictions as JSON, one object a line, gathered until they are written.
struct PredictionLines {
    private let labels: [String]
    private var bytes: [UInt8] = []

    init(labels: [String]) { self.labels = labels }

    /// Adds a line: `{"label":"positive","probability":0.98,"probabilities":{…}}`.
    mutating func append(_ prediction: Prediction) {
        let probabilities = zip(labels, prediction.probabilities).map { ($0, JSONValue.number($1)) }
        let line: [(String, JSONValue)] = [
            ("label", .string(prediction.label)),
            ("probability", .number(prediction.probability)),
            ("probabilities", .object(JSONObject(probabilities))),
        ]
        bytes += JSONValue.object(JSONObject(line)).encoded()
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Writes all lines and forgets them.
    mutating func write(to descriptor: Int32) throws {
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
        bytes.removeAll(keepingCapacity: true)
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
