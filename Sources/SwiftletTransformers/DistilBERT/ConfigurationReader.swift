import SwiftletBase

/// The members of a `config.json`, each checked for what a model can have. A member that is `null`
/// counts as missing.
struct ConfigurationReader {
    let members: JSONObject

    func member(_ name: String) -> JSONValue? {
        guard let value = members[name], value != .null else { return nil }
        return value
    }

    func error(_ name: String, _ message: String) -> FormatError {
        FormatError(problem: "the member \"\(name)\": " + message)
    }

    /// What `body` makes of a member; its error names the member.
    func read<Value>(
        _ name: String,
        _ body: () throws(FormatError) -> Value
    ) throws(FormatError) -> Value {
        do {
            return try body()
        } catch {
            throw self.error(name, error.problem)
        }
    }

    /// What `body` makes of the object in a file; its error names the file.
    @discardableResult
    static func read<Value>(
        _ path: String,
        _ body: (ConfigurationReader) throws(FormatError) -> Value
    ) throws -> Value {
        let value = try JSONValue(from: path)
        do {
            return try body(ConfigurationReader(members: try value.object()))
        } catch {
            throw FormatError(file: path, problem: error.problem)
        }
    }

    /// True or false.
    func flag(_ name: String, default value: Bool) throws(FormatError) -> Bool {
        guard let member = member(name) else { return value }
        return try read(name) { () throws(FormatError) in try member.bool() }
    }

    /// A size that must be there. The limits keep the products of sizes within `Int`.
    func size(_ name: String, limit: Int = 1 << 24) throws(FormatError) -> Int {
        let size = try members.integer(name)
        guard size > 0, size <= limit else {
            throw error(name, "\(size) is not from 1 to \(limit)")
        }
        return size
    }

    /// A share from 0 to below 1.
    func rate(_ name: String, default value: Float) throws(FormatError) -> Float {
        let rate = try number(name, default: value)
        guard rate >= 0, rate < 1 else { throw error(name, "\(rate) is not from 0 to below 1") }
        return rate
    }

    /// A small positive number.
    func epsilon(_ name: String, default value: Float) throws(FormatError) -> Float {
        let number = try number(name, default: value)
        guard number > 0, number <= 1 else {
            throw error(name, "\(number) is not above 0 and up to 1")
        }
        return number
    }

    private func number(_ name: String, default value: Float) throws(FormatError) -> Float {
        guard let member = member(name) else { return value }
        return Float(try read(name) { () throws(FormatError) in try member.double() })
    }

    /// One of some texts; without a default the member must be there.
    func choice(
        _ name: String,
        _ choices: [String],
        default value: String?
    ) throws(FormatError) -> String {
        if member(name) == nil, let value { return value }
        let text = try members.string(name)
        guard choices.contains(text) else {
            let list = choices.map { "\"\($0)\"" }.joined(separator: " or ")
            throw error(name, "\"\(text)\" is not supported, only \(list)")
        }
        return text
    }

    /// A function by one of the names that Transformers has for it.
    func activation(_ name: String) throws(FormatError) -> DistilBERTConfiguration.Activation {
        typealias Activation = DistilBERTConfiguration.Activation
        // Other code for the same functions.
        let aliases: [String: Activation] = [
            "gelu_python": .gelu, "gelu_fast": .tanhGELU, "gelu_accurate": .tanhGELU,
            "gelu_python_tanh": .tanhGELU, "swish": .silu,
        ]
        guard member(name) != nil else { return .gelu }
        let text = try members.string(name)
        if let found = Activation(rawValue: text) ?? aliases[text] { return found }
        let list = Activation.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        throw error(name, "\"\(text)\" is not supported, only one of \(list)")
    }

    /// The number of a token; nil where the member is null.
    func token(
        _ name: String,
        below limit: Int,
        default value: Int
    ) throws(FormatError) -> Int? {
        guard let found = members[name] else { return min(value, limit - 1) }
        if found == .null { return nil }
        let token = try read(name) { () throws(FormatError) in try found.integer() }
        guard token >= 0, token < limit else {
            throw error(name, "\(token) is not from 0 to below the vocabulary's \(limit)")
        }
        return token
    }

    /// The classes by `id2label`, whose keys must be the numbers from 0, and whose values are texts or
    /// integers; where it is missing,
    /// `LABEL_0` and so on, as many as `num_labels` says, or two. A `label2id` does not count.
    func labels() throws(FormatError) -> [String] {
        let count = member("num_labels") == nil ? nil : try size("num_labels", limit: 1 << 20)
        guard member("id2label") != nil else {
            return (0..<(count ?? 2)).map { "LABEL_\($0)" }
        }
        let names = try members.object("id2label")
        var labels: [String] = []
        for number in 0..<names.count {
            guard let value = names[String(number)] else {
                throw error(
                    "id2label",
                    "there is no \"\(number)\" among its \(names.count) members"
                )
            }
            labels.append(
                try read("id2label.\(number)") { () throws(FormatError) in
                    if case .integer(let name) = value { String(name) } else { try value.string() }
                }
            )
        }
        guard !labels.isEmpty else { throw error("id2label", "it is empty") }
        if let count, count != labels.count {
            throw error(
                "num_labels",
                "\(count) is not the number of names in \"id2label\", \(labels.count); remove one "
                    + "of the two members"
            )
        }
        return labels
    }

    /// What the numbers for so many labels are; Transformers takes a single one for a regression.
    func problemType(labels count: Int) throws(FormatError) -> DistilBERTConfiguration.ProblemType {
        typealias Problem = DistilBERTConfiguration.ProblemType
        let choices: [Problem] = [.singleLabel, .multiLabel, .regression]
        let problem = Problem(
            rawValue: try choice(
                "problem_type",
                choices.map(\.rawValue),
                default: (count == 1 ? Problem.regression : .singleLabel).rawValue
            )
        )!
        if problem == .singleLabel, count == 1 {
            throw error(
                "problem_type",
                "\"\(problem.rawValue)\" needs two labels at least, there is one; a model that "
                    + "gives one number has \"regression\""
            )
        }
        return problem
    }
}
