import SwiftletBase

/// How a text is cut into words before a Unigram model cuts these: the `pre_tokenizer` of a
/// `tokenizer.json`.
struct UnigramWords: Sendable, Equatable {
    /// Whether white space divides words, and goes: `WhitespaceSplit`.
    var splitsAtWhiteSpace = false
    var metaspace: Metaspace?
}

/// A character that stands for a blank, U+2581 mostly: `Metaspace` as a pre-tokenizer and a decoder.
struct Metaspace: Sendable, Equatable {
    /// Where the character is put before words that do not begin with it.
    enum Prefix: String {
        case always, first, never
    }

    /// The character in UTF-8.
    var replacement: [UInt8] = [0xE2, 0x96, 0x81]
    var prefix = Prefix.always
    /// Whether a word begins at each such character.
    var splits = true
}

extension Metaspace {
    /// One as a `tokenizer.json` writes it, in the older members or the newer.
    init(_ object: JSONObject, place: String) throws {
        let text = try object.string("replacement")
        guard text.unicodeScalars.count == 1 else {
            throw FormatError(
                place: .member(place + ".replacement"),
                problem: "it is \"\(text)\", expected one character",
                remedy: "Write \"\u{2581}\""
            )
        }
        replacement = Array(text.utf8)
        if object["prepend_scheme"] != nil {
            let name = try object.string("prepend_scheme")
            guard let scheme = Prefix(rawValue: name) else {
                throw FormatError(
                    place: .member(place + ".prepend_scheme"),
                    problem: "it is \"\(name)\", expected \"always\", \"first\" or \"never\"",
                    remedy: "Write one of them"
                )
            }
            prefix = scheme
        }
        func flag(_ name: String) throws -> Bool? {
            guard let value = object[name], value != .null else { return nil }
            return try object.bool(name)
        }
        if try flag("add_prefix_space") == false {
            // The peer refuses "always" and "first" beside it.
            guard object["prepend_scheme"] == nil || prefix == .never else {
                throw FormatError(
                    place: .member(place),
                    problem: "add_prefix_space is false, and prepend_scheme \"\(prefix.rawValue)\"",
                    remedy: "Set prepend_scheme to \"never\", or leave add_prefix_space out"
                )
            }
            prefix = .never
        }
        splits = try flag("split") ?? true
    }

    /// Appends a token's text with blanks for the character, which goes from the first token.
    func decode(_ token: ArraySlice<UInt8>, isFirst: Bool, to text: inout [UInt8]) {
        var rest = token
        while let byte = rest.first {
            if byte == replacement[0], rest.starts(with: replacement) {
                if !isFirst || prefix == .never { text.append(UInt8(ascii: " ")) }
                rest = rest.dropFirst(replacement.count)
            } else {
                text.append(byte)
                rest = rest.dropFirst()
            }
        }
    }
}

extension UnigramWords {
    init(_ value: JSONValue) throws {
        if value == .null { return }
        let object = try value.object()
        var parts = [object]
        if object["type"] == "Sequence" {
            parts = try object.array("pretokenizers").map { value throws in try value.object() }
        }
        for part in parts {
            switch try part.string("type") {
            case "WhitespaceSplit" where metaspace == nil: splitsAtWhiteSpace = true
            case "Metaspace" where metaspace == nil:
                metaspace = try Metaspace(part, place: "pre_tokenizer")
            case let kind:
                throw FormatError(
                    place: .member("pre_tokenizer"),
                    problem: "\(kind) in it is not supported there; Metaspace is, alone or in a "
                        + "Sequence behind WhitespaceSplit",
                    remedy: "Use a tokenizer of XLM-RoBERTa's form"
                )
            }
        }
        if splitsAtWhiteSpace, metaspace?.prefix == .first {
            throw FormatError(
                place: .member("pre_tokenizer"),
                problem: "prepend_scheme is \"first\" behind WhitespaceSplit, which is not "
                    + "supported",
                remedy: "Set it to \"always\""
            )
        }
    }
}
