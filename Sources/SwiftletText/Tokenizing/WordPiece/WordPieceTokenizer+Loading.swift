import SwiftletBase

extension WordPieceTokenizer {
    /// The tokenizer in a directory of Hugging Face's layout: from `tokenizer.json`, or, where there
    /// is none, from `vocab.txt`; with `tokenizer_config.json` and `special_tokens_map.json` where
    /// they are there.
    ///
    /// - Throws: `WordPieceError`, `JSONError` or `FileError` naming the file.
    public init(contentsOf directory: String) throws {
        let configuration = try TokenizerConfiguration(directory: directory)
        do {
            try self.init(
                tokenizerFile: directory + "/tokenizer.json",
                configuration: configuration
            )
            return
        } catch let error as FileError {
            guard error.reason == .missing else { throw error }
        }
        do {
            try self.init(
                vocabularyFile: directory + "/vocab.txt",
                configuration: configuration
            )
        } catch let error as FileError {
            guard error.reason == .missing else { throw error }
            throw WordPieceError(file: directory, problem: .noTokenizer)
        }
    }

    /// The tokenizer of a `vocab.txt`: one token a line, numbered from 0. White space at a line's
    /// end does not count.
    ///
    /// - Throws: `FileError` or `WordPieceError` naming the file.
    public init(
        vocabularyFile path: String,
        settings: WordPieceSettings = WordPieceSettings(),
        specialTokens: SpecialTokens = SpecialTokens()
    ) throws {
        var configuration = TokenizerConfiguration()
        configuration.settings = settings
        configuration.specialTokens = specialTokens
        try self.init(vocabularyFile: path, configuration: configuration)
    }

    /// The tokenizer of a `tokenizer.json`.
    ///
    /// - Throws: `FileError`, `JSONError` or `WordPieceError` naming the file; among them one that
    ///   names the part of the tokenizer that is of another kind than BERT's.
    public init(tokenizerFile path: String) throws {
        try self.init(tokenizerFile: path, configuration: TokenizerConfiguration())
    }

    private init(vocabularyFile path: String, configuration: TokenizerConfiguration) throws {
        let bytes = try FileReader.bytes(of: path)
        do throws(WordPieceError) {
            let tokens = try VocabularyLines.tokens(in: bytes)
            try self.init(
                tokens: tokens,
                added: try configuration.addedTokens(after: tokens),
                settings: configuration.settings,
                specialTokens: configuration.specialTokens
            )
        } catch {
            throw WordPieceError(file: path, problem: error.problem)
        }
    }

    private init(tokenizerFile path: String, configuration: TokenizerConfiguration) throws {
        let value = try JSONValue(contentsOf: path)
        do {
            let file = try TokenizerFile(value, configuration)
            try self.init(
                vocabulary: file.vocabulary,
                added: file.added,
                settings: file.settings,
                specialTokens: file.specialTokens,
                template: file.template
            )
        } catch var error as WordPieceError {
            error.file = path
            throw error
        } catch var error as JSONError {
            error.file = path
            throw error
        }
    }
}

/// The lines of a `vocab.txt`.
enum VocabularyLines {
    /// The tokens and their numbers: the lines without the white space at their ends.
    static func tokens(in bytes: [UInt8]) throws(WordPieceError) -> [(token: String, id: Int)] {
        var tokens: [(token: String, id: Int)] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            guard let line = String(validating: bytes[start..<end], as: UTF8.self) else {
                throw WordPieceError(problem: .invalidUTF8(line: tokens.count + 1))
            }
            var scalars = line.unicodeScalars[...]
            while let last = scalars.last, BERTCharacter(last.value).isWhiteSpace {
                scalars.removeLast()
            }
            tokens.append((String(scalars), tokens.count))
            start = end + 1
        }
        return tokens
    }
}
