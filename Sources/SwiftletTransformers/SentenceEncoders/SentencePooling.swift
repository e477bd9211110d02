import SwiftletBase
import SwiftletNeural

/// Pools the states of a text's tokens into one embedding: the results of one or several modes, end
/// to end.
struct SentencePooling: Sendable {
    enum Mode: String, CaseIterable {
        case cls
        case max
        case mean
        case meanBySquareRoot = "mean_sqrt_len_tokens"
        case weightedMean = "weightedmean"
        case lastToken = "lasttoken"

        /// The member of versions before the sixth that is true for this mode.
        var flag: String {
            switch self {
            case .cls: "pooling_mode_cls_token"
            case .max: "pooling_mode_max_tokens"
            case .mean: "pooling_mode_mean_tokens"
            case .meanBySquareRoot: "pooling_mode_mean_sqrt_len_tokens"
            case .weightedMean: "pooling_mode_weightedmean_tokens"
            case .lastToken: "pooling_mode_lasttoken"
            }
        }
    }

    var modes = [Mode.mean]
    /// Whether the tokens of a prompt count.
    var includesPrompt = true

    init() {}

    /// Reads the `config.json` of a `Pooling`.
    ///
    /// - Parameter width: How many numbers a token's state has.
    init(_ reader: ConfigurationReader, width: Int) throws(FormatError) {
        let isOld = reader.member("embedding_dimension") == nil
        let name = isOld ? "word_embedding_dimension" : "embedding_dimension"
        let dimension = try reader.size(name)
        guard dimension == width else {
            throw reader.error(name, "\(dimension) is not the transformer's \(width)")
        }
        includesPrompt = try reader.flag("include_prompt", default: true)
        let known = Set(Mode.allCases.map(\.flag))
        for member in reader.members.names
        where member.hasPrefix("pooling_mode_") && !known.contains(member) {
            throw reader.error(member, "there is no such pooling; known are \(Self.list(known))")
        }
        if let value = reader.member("pooling_mode") {
            let names: [JSONValue] = if case .array(let names) = value { names } else { [value] }
            modes = []
            for name in names { modes.append(try Self.mode(name, reader)) }
            guard !modes.isEmpty else { throw reader.error("pooling_mode", "it is empty") }
            return
        }
        var chosen: [Mode] = []
        for mode in Mode.allCases where try reader.flag(mode.flag, default: false) {
            chosen.append(mode)
        }
        if !chosen.isEmpty { modes = chosen }
    }

    private static func mode(
        _ value: JSONValue,
        _ reader: ConfigurationReader
    ) throws(FormatError) -> Mode {
        let name = try reader.read("pooling_mode") { () throws(FormatError) in try value.string() }
        guard let mode = Mode(rawValue: name) else {
            throw reader.error(
                "pooling_mode",
                "\"\(name)\" is not supported, only \(list(Mode.allCases.map(\.rawValue)))"
            )
        }
        return mode
    }

    private static func list(_ names: some Sequence<String>) -> String {
        names.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
    }

    /// The `config.json` that `init` reads.
    func encoded(width: Int) -> JSONValue {
        [
            "embedding_dimension": .integer(width),
            "pooling_mode": modes.count == 1
                ? .string(modes[0].rawValue) : .array(modes.map { .string($0.rawValue) }),
            "include_prompt": .bool(includesPrompt),
        ]
    }

    /// Writes the embedding of a text, a run of `width` numbers for each mode.
    ///
    /// - Parameters:
    ///   - states: `[length, width]`
    ///   - skipped: How many tokens at the beginning do not count, fewer than `length`.
    ///   - output: Zeros.
    func callAsFunction(
        _ states: UnsafePointer<Float>,
        length: Int,
        width: Int,
        skipped: Int,
        into output: UnsafeMutablePointer<Float>
    ) {
        let (first, count) = (states + skipped * width, length - skipped)
        for (index, mode) in modes.enumerated() {
            let output = output + index * width
            switch mode {
            case .cls: output.update(from: first, count: width)
            case .lastToken: output.update(from: states + (length - 1) * width, count: width)
            case .max:
                output.update(from: first, count: width)
                for row in 1..<Swift.max(1, count) {
                    let x = first + row * width
                    for column in 0..<width {
                        output[column] = Swift.max(output[column], x[column])
                    }
                }
            case .mean, .meanBySquareRoot:
                addRows(count, width, first, to: output)
                let factor = mode == .mean ? Float(count) : Float(count).squareRoot()
                for column in 0..<width { output[column] /= factor }
            case .weightedMean:
                // A token weighs as much as its place, counted from 1, the prompt's included.
                var total: Float = 0
                for row in 0..<count {
                    let weight = Float(skipped + row + 1)
                    let x = first + row * width
                    for column in 0..<width { output[column] += weight * x[column] }
                    total += weight
                }
                for column in 0..<width { output[column] /= total }
            }
        }
    }
}
