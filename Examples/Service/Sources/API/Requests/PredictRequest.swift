/// The text of `{"text": …}`, with runs of white space turned into one space each.
///
/// - Throws: `Refusal` 422.
func predictText(_ body: RequestJSON) throws -> String {
    guard case .object(let members) = body else { throw Refusal([.notAnObject(body)]) }
    guard let text = members["text"] else { throw Refusal([.missing("text", in: body)]) }
    guard case .string(let text) = text else { throw Refusal([.notAString([.name("text")], text)]) }
    return text.joiningWhiteSpace
}

/// The texts of an array of texts or of `{"text": …}` objects.
///
/// - Throws: `Refusal` 422 that lists every element at fault, 413 where there are too many.
func batchTexts(_ body: RequestJSON, maximumTexts: Int) throws -> [String] {
    guard case .array(let elements) = body else { throw Refusal([.notAList([], body)]) }
    guard elements.count <= maximumTexts else {
        throw Refusal(
            .contentTooLarge,
            "The batch has \(elements.count) texts; at most \(maximumTexts) are accepted."
        )
    }
    var problems: [ValidationProblem] = []
    var texts: [String] = []
    for (position, element) in elements.enumerated() {
        switch element {
        case .string(let text): texts.append(text.joiningWhiteSpace)
        case .object(let members):
            switch members["text"] {
            case .string(let text)?: texts.append(text.joiningWhiteSpace)
            case let other?:
                problems.append(.notAString([.position(position), .name("text")], other))
            case nil:
                problems.append(
                    ValidationProblem(
                        type: "missing",
                        location: [.name("body"), .position(position), .name("text")],
                        message: "Field required",
                        input: element
                    )
                )
            }
        default: problems.append(.notAString([.position(position)], element))
        }
    }
    if !problems.isEmpty { throw Refusal(problems) }
    return texts
}

extension String {
    /// The words of the text with one space between them, as Python's `" ".join(text.split())`
    /// gives.
    var joiningWhiteSpace: String {
        // Most texts have nothing to change.
        var previous = UInt8(ascii: " ")
        let isPlain = utf8.allSatisfy { byte in
            defer { previous = byte }
            return byte < 0x80 && byte > 0x20
                || (byte == UInt8(ascii: " ") && previous != UInt8(ascii: " "))
        }
        if isPlain, previous != UInt8(ascii: " ") { return self }
        return String(unsafeUninitializedCapacity: utf8.count) { words in
            var count = 0
            var needsSpace = false
            for scalar in unicodeScalars {
                if scalar.isPythonWhiteSpace {
                    needsSpace = count > 0
                    continue
                }
                if needsSpace {
                    words[count] = UInt8(ascii: " ")
                    count += 1
                    needsSpace = false
                }
                for byte in UTF8.encode(scalar).unsafelyUnwrapped {
                    words[count] = byte
                    count += 1
                }
            }
            return count
        }
    }
}

extension Unicode.Scalar {
    /// Whether Python's `str.split` parts words here: Unicode's white space and the four information
    /// separators.
    var isPythonWhiteSpace: Bool {
        switch value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
            0x205F, 0x3000:
            true
        default: false
        }
    }
}
