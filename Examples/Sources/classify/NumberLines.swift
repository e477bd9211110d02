import ExampleSupport
import Swiftlet

/// Writes the numbers of a regression to standard output as JSON, one object a line.
struct NumberLines {
    let labels: [String]

    /// - Parameter numbers: `[texts, labels]`
    func write(_ numbers: Tensor) throws {
        var bytes: [UInt8] = []
        for row in 0..<numbers.shape[0] {
            // The shortest decimals that are the same `Float`.
            let values = labels.indices.map {
                JSONValue.number(Double(numbers[row, $0].description)!)
            }
            let object: JSONValue =
                values.count == 1
                ? ["value": values[0]]
                : ["values": .object(JSONObject(zip(labels, values).map { ($0, $1) }))]
            bytes += object.encoded()
            bytes.append(UInt8(ascii: "\n"))
        }
        try writeToStandardOutput(bytes)
    }
}
