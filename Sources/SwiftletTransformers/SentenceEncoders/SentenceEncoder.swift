import SwiftletBase
import SwiftletTensor
import SwiftletText

/// A model that turns a text into a vector; similar texts get similar vectors.
///
///     let encoder = try SentenceEncoders.load(from: "use-multilingual-v3")
///     let embeddings = try encoder.embed(["Great flight!", "not again, @airline"])
///     embeddings.shape                                 // [2, 512]
public protocol SentenceEncoder: Sendable, Savable {
    /// How many numbers a text becomes.
    var dimension: Int { get }

    /// What tells this encoder's embeddings from those of others: embeddings that were kept under
    /// the same identity can be used again.
    var identity: String { get }

    /// The texts that can be put before each text, by name; by default none.
    var prompts: [String: String] { get }

    /// The embeddings of texts, `[texts, dimension]`, after the encoder's default prompt where it has
    /// one.
    ///
    /// - Throws: What the kind of encoder says.
    func embed(_ texts: [String]) throws -> Tensor

    /// The embeddings of texts after a prompt, `[texts, dimension]`.
    ///
    /// - Throws: `SettingError` where the encoder has no such prompt.
    func embed(_ texts: [String], prompt: SentencePrompt) throws -> Tensor

    /// What the encoder sees of each text, without embedding it; by default every word between white
    /// space is a known token, and there is no limit.
    ///
    /// - Throws: What the kind of encoder says; those of this library throw nothing.
    func inspect(_ texts: [String]) throws -> [TextInspection]

    /// Saves the encoder so that `SentenceEncoders.load` can load it. A missing directory is
    /// created, and files that it was loaded from are hard links where the file system has such.
    ///
    /// - Throws: `FileError` naming the path.
    func save(to directory: String) throws
}

extension SentenceEncoder {
    /// The embedding of one text.
    ///
    /// - Throws: What embedding many texts throws.
    public func embed(_ text: String) throws -> [Float] { try embed([text]).elements }

    /// Whether embeddings that were kept under an identity, be it an earlier version's, are this
    /// encoder's.
    package func answers(to identity: String) -> Bool {
        identity == self.identity || identity == earliestIdentity
    }

    /// What its embeddings were kept under before identities told tokenizers apart.
    package var earliestIdentity: String {
        (self as? TransformerSentenceEncoder)?.earlierIdentity ?? identity
    }

    public var prompts: [String: String] { [:] }

    public func embed(_ texts: [String], prompt: SentencePrompt) throws -> Tensor {
        switch prompt {
        case .standard, .text(""): try embed(texts)
        case .text(let text): try embed(texts.map { text + $0 })
        case .named(let name): throw SettingError.unknownPrompt(name, known: prompts.keys.sorted())
        }
    }

    public func inspect(_ texts: [String]) throws -> [TextInspection] {
        TextInspection.ofWords(in: texts)
    }
}
