import SwiftletBase

/// The members of a `config.json`, each checked for what a model can have. A member that is `null`
/// counts as missing.
struct ConfigurationReader {
    let members: JSONObject

    func member(_ name: String) -> JSONValue? {
        guard let value = members[name], value != .null else { return nil }
        return value
    }

    func error(_ name: String, _ message: String) -> JSONError {
        JSONError(message: "the member \"\(name)\": " + message)
    }

    /// What `body` makes of a member; its error names the member.
    func read<Value>(
        _ name: String,
        _ body: () throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        do {
            return try body()
        } catch {
            throw self.error(name, error.message)
        }
    }

    /// What `body` makes of the object in a file; its error names the file.
    @discardableResult
    static func read<Value>(
        _ path: String,
        _ body: (ConfigurationReader) throws(JSONError) -> Value
    ) throws -> Value {
        let value = try JSONValue(from: path)
        do {
            return try body(ConfigurationReader(members: try value.object()))
        } catch {
            throw JSONError(file: path, message: error.message)
        }
    }

    /// True or false.
    func flag(_ name: String, default value: Bool) throws(JSONError) -> Bool {
        guard let member = member(name) else { return value }
        return try read(name) { () throws(JSONError) in try member.bool() }
    }

    /// A size that must be there. The limits keep the products of sizes within `Int`.
    func size(_ name: String, limit: Int = 1 << 24) throws(JSONError) -> Int {
        let size = try members.integer(name)
        guard size > 0, size <= limit else {
            throw error(name, "\(size) is not from 1 to \(limit)")
        }
        return size
    }

    /// A share from 0 to below 1.
    func rate(_ name: String, default value: Float) throws(JSONError) -> Float {
        let rate = try number(name, default: value)
        guard rate >= 0, rate < 1 else { throw error(name, "\(rate) is not from 0 to below 1") }
        return rate
    }

    /// A small positive number.
    func epsilon(_ name: String, default value: Float) throws(JSONError) -> Float {
        let number = try number(name, default: value)
        guard number > 0, number <= 1 else {
            throw error(name, "\(number) is not above 0 and up to 1")
        }
        return number
    }

    private func number(_ name: String, default value: Float) throws(JSONError) -> Float {
        guard let member = member(name) else { return value }
        return Float(try read(name) { () throws(JSONError) in try member.double() })
    }

    /// One of some texts; without a default the member must be there.
    func choice(
        _ name: String,
        _ choices: [String],
        default value: String?
    ) throws(JSONError) -> String {
        if member(name) == nil, let value { return value }
        let text = try members.string(name)
        guard choices.contains(text) else {
            let list = choices.map { "\"\($0)\"" }.joined(separator: " or ")
            throw error(name, "\"\(text)\" is not supported, only \(list)")
        }
        return text
    }

    func activation(_ name: String) throws(JSONError) -> DistilBERTConfiguration.Activation {
        DistilBERTConfiguration.Activation(
            rawValue: try choice(name, ["gelu", "relu"], default: "gelu")
        )!
    }

    /// The number of a token; nil where the member is missing.
    func token(_ name: String, below limit: Int) throws(JSONError) -> Int? {
        guard let member = member(name) else { return nil }
        let token = try read(name) { () throws(JSONError) in try member.integer() }
        guard token >= 0, token < limit else {
            throw error(name, "\(token) is not from 0 to below the vocabulary's \(limit)")
        }
        return token
    }

    /// The classes by `id2label`, whose keys must be the numbers from 0; nil where it is missing.
    /// A `label2id` must say the same.
    func labels() throws(JSONError) -> [String]? {
        guard member("id2label") != nil else { return nil }
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
                try read("id2label.\(number)") { () throws(JSONError) in try value.string() }
            )
        }
        guard !labels.isEmpty else { throw error("id2label", "it is empty") }
        if member("label2id") != nil {
            let numbers = try members.object("label2id")
            let expected = JSONObject(labels.enumerated().map { ($1, .integer($0)) })
            guard expected.count == labels.count, numbers == expected else {
                throw error("label2id", "it is not \"id2label\" the other way round")
            }
        }
        return labels
    }
}
