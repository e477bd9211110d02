import SwiftletBase

extension SpecialTokenFiles {
    /// The tokens that are added to a vocabulary, with the numbers that they have there, or the next
    /// ones after it.
    ///
    /// - Parameters:
    ///   - count: How many tokens words are cut into.
    ///   - vocabulary: The number of one of these; nil for any other text.
    ///   - listed: The tokens that a `tokenizer.json` lists.
    ///   - defaults: The texts of the special tokens that no file names, by role.
    ///   - others: Further tokens, where no file lists any.
    /// - Throws: `FormatError` naming the file, for a number that does not follow the vocabulary's.
    func addedTokens(
        to count: Int,
        id vocabulary: (String) -> Int?,
        listed: [AddedToken] = [],
        defaults: [String: String],
        further others: [AddedToken] = []
    ) throws -> [AddedToken] {
        var named: [AddedToken] = []
        for name in Self.names {
            if let token = try token(name) {
                named.append(token)
            } else if let content = defaults[name] {
                named.append(AddedToken(id: 0, content: content, isSpecial: true))
            }
        }
        var further = others
        try FormatError.naming(directory + "/tokenizer_config.json") {
            let value = value("additional_special_tokens") ?? value("extra_special_tokens")
            if case .array(let values)? = value { further = try values.map(Self.token) }
        }
        let special = Set((named + further).map { Array($0.content.utf8) })
        // Of further special tokens, those that special_tokens_map.json alone names are as others here.
        var marked = Set(named.map { Array($0.content.utf8) })
        for name in ["additional_special_tokens", "extra_special_tokens"] {
            guard case .array(let values)? = Self.value(name, in: configuration) else { continue }
            for value in values { marked.insert(Array(try Self.token(value).content.utf8)) }
        }
        var wanted =
            isLegacy ? try legacyTokens(marked, listed: listed) : try decoderTokens()
        for index in wanted.indices where special.contains(Array(wanted[index].content.utf8)) {
            wanted[index].isSpecial = true
        }
        let given = wanted.count
        wanted += named + further
        var new: [[UInt8]: Int] = [:]
        var result: [AddedToken] = []
        var taken: Set<Int> = []
        var next = count
        for (index, token) in wanted.enumerated() where !token.content.isEmpty {
            let id = vocabulary(token.content) ?? new[Array(token.content.utf8)]
            if let id, taken.contains(id) { continue }
            var token = token
            let expected = token.id
            token.id = id ?? next
            if index < given, token.id != expected {
                let isListed = isLegacy && listed.contains { $0.id == expected }
                let file = isListed ? "tokenizer" : isLegacy ? "added_tokens" : "tokenizer_config"
                throw FormatError(
                    file: directory + "/\(file).json",
                    place: isListed
                        ? .member("added_tokens")
                        : isLegacy ? nil : .member("added_tokens_decoder"),
                    problem: "the token \"\(token.content)\" has the number \(expected) there and "
                        + "\(token.id) behind the vocabulary",
                    remedy: "Number added tokens on from the vocabulary's \(count)"
                )
            }
            if id == nil { new[Array(token.content.utf8)] = token.id }
            next = max(next, token.id + 1)
            taken.insert(token.id)
            result.append(token)
        }
        return result
    }

    /// The tokens that are added to a vocabulary of these tokens.
    func addedTokens(
        to vocabulary: [(token: String, id: Int)],
        listed: [AddedToken] = [],
        defaults: [String: String],
        further others: [AddedToken] = []
    ) throws -> [AddedToken] {
        var table = TokenVocabulary(capacity: vocabulary.count)
        for (token, id) in vocabulary { try table.add(token, id: id) }
        return try addedTokens(
            to: vocabulary.count,
            id: { table.id(of: $0) },
            listed: listed,
            defaults: defaults,
            further: others
        )
    }

    /// The tokens that a `tokenizer.json` lists, followed by those that only the other files name,
    /// as transformers has them where it takes all of a `tokenizer.json`.
    ///
    /// Special tokens with a role that are at the end and in no file's list are left out: the model has no
    /// row for them.
    func addedTokens(
        beside listed: [AddedToken],
        to count: Int,
        id vocabulary: (String) -> Int?
    ) throws -> [AddedToken] {
        // What reads the tokens next refuses such numbers.
        let numbers = 0..<WordPieceVocabulary.maximumSize
        guard listed.allSatisfy({ numbers.contains($0.id) }) else { return listed }
        var known: [[UInt8]: Int] = [:]
        for token in listed { known[Array(token.content.utf8)] = token.id }
        var new = try addedTokens(
            to: max(count, (listed.map(\.id).max() ?? -1) + 1),
            id: { known[Array($0.utf8)] ?? vocabulary($0) },
            defaults: [:]
        ).filter { known[Array($0.content.utf8)] == nil }
        let given = try givenTokens
        let named = try Set(Self.names.compactMap { try token($0)?.content })
        while let last = new.last, named.contains(last.content), !given.contains(last.content),
            vocabulary(last.content) == nil
        {
            new.removeLast()
        }
        return listed + new
    }

    /// The texts of the tokens that `added_tokens_decoder` or `added_tokens.json` lists.
    var givenTokens: Set<String> {
        get throws {
            let tokens = isLegacy ? try legacyTokens([], listed: []) : try decoderTokens()
            return Set(tokens.map(\.content))
        }
    }

    /// The tokens of `added_tokens_decoder`, by number.
    private func decoderTokens() throws -> [AddedToken] {
        try FormatError.naming(directory + "/tokenizer_config.json") {
            let decoder = try configuration.object("added_tokens_decoder")
            return try zip(decoder.names, decoder.values).map { name, value in
                guard let id = Int(name) else {
                    throw FormatError(problem: "\"\(name)\" in added_tokens_decoder is no integer")
                }
                return try AddedToken(value.object(), id: id)
            }.sorted { $0.id < $1.id }
        }
    }

    /// The tokens of `added_tokens.json` and of a `tokenizer.json`, by number; of two with the same
    /// the latter's counts.
    private func legacyTokens(
        _ special: Set<[UInt8]>,
        listed: [AddedToken]
    ) throws -> [AddedToken] {
        let tokens = try FormatError.naming(directory + "/added_tokens.json") {
            try zip(added.names, added.values).map { name, value in
                AddedToken(
                    id: try value.integer(),
                    content: name,
                    isSpecial: special.contains(Array(name.utf8))
                )
            }
        }
        let numbers = Set(listed.map(\.id))
        return (tokens.filter { !numbers.contains($0.id) } + listed).sorted { $0.id < $1.id }
    }
}
