/// What is wrong with one member of a body, in the form and words of FastAPI and Pydantic 2.
struct ValidationProblem: Sendable {
    /// A name or a position on the way to the member.
    enum Step: Sendable {
        case name(String)
        case position(Int)
    }

    let type: String
    let location: [Step]
    let message: String
    let input: RequestJSON
    /// The member `error` of `ctx`, where there is one.
    var error: String?

    static func missing(_ name: String?, in input: RequestJSON) -> ValidationProblem {
        ValidationProblem(
            type: "missing",
            location: [.name("body")] + (name.map { [.name($0)] } ?? []),
            message: "Field required",
            input: input
        )
    }

    static func notAnObject(_ input: RequestJSON) -> ValidationProblem {
        ValidationProblem(
            type: "model_attributes_type",
            location: [.name("body")],
            message: "Input should be a valid dictionary or object to extract fields from",
            input: input
        )
    }

    static func notAString(_ path: [Step], _ input: RequestJSON) -> ValidationProblem {
        ValidationProblem(
            type: "string_type",
            location: [.name("body")] + path,
            message: "Input should be a valid string",
            input: input
        )
    }

    static func notAList(_ path: [Step], _ input: RequestJSON) -> ValidationProblem {
        ValidationProblem(
            type: "list_type",
            location: [.name("body")] + path,
            message: "Input should be a valid list",
            input: input
        )
    }

    static func invalidJSON(_ error: RequestJSONError) -> ValidationProblem {
        ValidationProblem(
            type: "json_invalid",
            location: [.name("body"), .position(error.position)],
            message: "JSON decode error",
            input: .object(.init()),
            error: error.message
        )
    }

    func append(to bytes: inout [UInt8]) {
        bytes += "{\"type\":".utf8
        bytes.appendJSON(type)
        bytes += ",\"loc\":[".utf8
        for (index, step) in location.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch step {
            case .name(let name): bytes.appendJSON(name)
            case .position(let position): bytes += position.description.utf8
            }
        }
        bytes += "],\"msg\":".utf8
        bytes.appendJSON(message)
        bytes += ",\"input\":".utf8
        input.append(to: &bytes)
        if let error {
            bytes += ",\"ctx\":{\"error\":".utf8
            bytes.appendJSON(error)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
