import SwiftletBase

/// An embedding table of 8 bits a number, of which a row is read when its token comes.
///
/// The number `q` of row `i` stands for `q * scales[g] + offsets[g]` with `g = i % scales.count`.
struct QuantizedEmbedding: @unchecked Sendable {
    private let start: UnsafePointer<UInt8>
    private let width: Int
    private let scales: FloatArray
    private let offsets: FloatArray
    /// What keeps the rows.
    private let file: SafetensorsFile

    init(
        _ checkpoint: Checkpoint,
        _ configuration: UniversalSentenceEncoderConfiguration
    ) throws {
        let name = "embedding.weight"
        file = try checkpoint.file(holding: name)
        width = configuration.embeddingWidth
        let path = file.name
        func error(_ message: String) -> FormatError {
            FormatError(
                file: path,
                place: .tensor(name),
                problem: message
            )
        }
        let (shape, type) = (try file.shape(of: name), try file.type(of: name))
        let expected = [configuration.vocabularySize, width]
        guard shape == expected else {
            throw error(
                "its shape is \(shape), the configuration asks for \(expected)"
            )
        }
        guard type == .uint8 else {
            throw error("its dtype is \(type.rawValue), expected U8")
        }
        start = try file.withUnsafeBytes(of: name) { $0 }.baseAddress!
            .assumingMemoryBound(to: UInt8.self)
        let groups = [configuration.embeddingGroups]
        scales = try checkpoint.array("embedding.scales", shape: groups)
        offsets = try checkpoint.array("embedding.offsets", shape: groups)
    }

    /// Writes a token's embedding.
    func read(_ token: Int, into target: UnsafeMutablePointer<Float>) {
        let row = start + token * width
        let (scale, offset) = (
            scales.start[token % scales.count], offsets.start[token % scales.count]
        )
        for column in 0..<width { target[column] = Float(row[column]) * scale + offset }
    }
}
