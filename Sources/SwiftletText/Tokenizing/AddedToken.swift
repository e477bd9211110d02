import SwiftletBase
import SwiftletPlatform

/// A token that is found in the text before it is cut into words: the special tokens, and those
/// that were added to a vocabulary later.
public struct AddedToken: Sendable, Equatable {
    public var id: Int
    public var content: String
    /// Special tokens can be left out when decoding.
    public var isSpecial: Bool
    /// Found only where no word character stands before or after it.
    public var isSingleWord = false
    /// Also consumes preceding white space.
    public var stripsLeft = false
    /// Also consumes following white space.
    public var stripsRight = false
    /// Its normal form is looked for in the normal form of the text.
    public var isNormalized: Bool

    /// A token; `isNormalized` is by default the opposite of `isSpecial`.
    public init(id: Int, content: String, isSpecial: Bool, isNormalized: Bool? = nil) {
        self.id = id
        self.content = content
        self.isSpecial = isSpecial
        self.isNormalized = isNormalized ?? !isSpecial
    }
}

extension AddedToken {
    /// A token as Hugging Face's files write it.
    init(_ object: JSONObject, id: Int) throws(FormatError) {
        func flag(_ name: String, _ otherwise: Bool) throws(FormatError) -> Bool {
            object[name] == nil ? otherwise : try object.bool(name)
        }
        self.id = id
        content = try object.string("content")
        isSpecial = try flag("special", false)
        isSingleWord = try flag("single_word", false)
        stripsLeft = try flag("lstrip", false)
        stripsRight = try flag("rstrip", false)
        isNormalized = try flag("normalized", true)
    }

    /// The tokens of the `added_tokens` of a `tokenizer.json`.
    static func list(_ value: JSONValue?) throws(FormatError) -> [AddedToken] {
        guard let value, value != .null else { return [] }
        var tokens: [AddedToken] = []
        for value in try value.array() {
            let object = try value.object()
            tokens.append(try AddedToken(object, id: object.integer("id")))
        }
        return tokens
    }
}

/// The added tokens of a tokenizer, and what finds them.
struct AddedTokens: Sendable {
    /// By number.
    let tokens: [AddedToken]
    /// Finds those that are looked for in a text as it is.
    let verbatim: AddedTokenMatcher
    /// Finds those whose normal form is looked for in the text's normal form.
    let normalized: AddedTokenMatcher
    private let specialIDs: Set<Int>

    /// - Parameters:
    ///   - splitsSpecialTokens: Whether special tokens stay a part of the text where they are found.
    ///   - normalize: Gives the normal form of a token's text.
    init(
        _ tokens: [AddedToken],
        splitsSpecialTokens: Bool = false,
        normalize: (String) -> [UInt8]
    ) {
        self.tokens = tokens.sorted { $0.id < $1.id }
        specialIDs = Set(tokens.lazy.filter(\.isSpecial).map(\.id))
        // Special tokens first, as the peer looks for them.
        let ordered = tokens.filter(\.isSpecial) + tokens.filter { !$0.isSpecial }
        verbatim = AddedTokenMatcher(
            ordered.filter { !$0.isNormalized }.map { (Array($0.content.utf8), $0) },
            splitsSpecialTokens: splitsSpecialTokens
        )
        normalized = AddedTokenMatcher(
            ordered.filter(\.isNormalized).map { (normalize($0.content), $0) },
            splitsSpecialTokens: splitsSpecialTokens
        )
    }

    func isSpecial(_ id: Int) -> Bool { specialIDs.contains(id) }
}

/// Finds added tokens in bytes: the leftmost, of those the longest, without overlaps.
struct AddedTokenMatcher: Sendable {
    private struct Pattern {
        let bytes: [UInt8]
        let token: AddedToken
    }

    /// The patterns by first byte, the longest first.
    private var patterns: [[Pattern]]
    /// The first byte where all patterns have the same; nil also where there is no pattern.
    private var onlyFirst: UInt8?
    private let splitsSpecialTokens: Bool
    let isEmpty: Bool

    /// Tokens and the bytes that stand for each; of two with the same bytes the first counts, and
    /// no bytes are never found.
    init(
        _ tokens: [(bytes: [UInt8], token: AddedToken)],
        splitsSpecialTokens: Bool = false
    ) {
        self.splitsSpecialTokens = splitsSpecialTokens
        let tokens = tokens.filter { !$0.bytes.isEmpty }
        isEmpty = tokens.isEmpty
        patterns = Array(repeating: [], count: isEmpty ? 0 : 256)
        for (bytes, token) in tokens {
            patterns[Int(bytes[0])].append(Pattern(bytes: bytes, token: token))
        }
        for index in patterns.indices {
            // Stable, since equal lengths must keep their order.
            patterns[index] = patterns[index].enumerated().sorted {
                ($1.element.bytes.count, $0.offset) < ($0.element.bytes.count, $1.offset)
            }.map(\.element)
        }
        let firsts = Set(tokens.map { $0.bytes[0] })
        if firsts.count == 1 { onlyFirst = firsts.first }
    }

    /// Whether a look at the bytes shows that no token is among them. False may be wrong.
    ///
    /// It holds on to nothing: threads that count references to the same patterns slow each other.
    @inline(__always)
    func findsNothing(in bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        isEmpty || onlyFirst.map { memchr(bytes, Int32($0), count) == nil } ?? false
    }

    /// The parts of a text: added tokens, and what stands between them.
    @inline(__always)
    func parts(of bytes: UnsafePointer<UInt8>, _ count: Int) -> Parts {
        Parts(matcher: self, bytes: bytes, count: count)
    }

    /// The parts of a text in their order, none of them empty.
    struct Parts {
        enum Part {
            case text(Range<Int>)
            case token(id: Int32, range: Range<Int>)
        }

        fileprivate let matcher: AddedTokenMatcher
        fileprivate let bytes: UnsafePointer<UInt8>
        fileprivate let count: Int
        private var start = 0
        private var search = 0
        /// A token that was found, and before which a text stands.
        private var found: (id: Int32, range: Range<Int>)?

        fileprivate init(
            matcher: AddedTokenMatcher,
            bytes: UnsafePointer<UInt8>,
            count: Int
        ) {
            (self.matcher, self.bytes, self.count) = (matcher, bytes, count)
        }

        @inline(__always)
        mutating func next() -> Part? {
            if !matcher.isEmpty, let token = nextToken() {
                if start < token.range.lowerBound {
                    found = token
                    defer { start = token.range.lowerBound }
                    return .text(start..<token.range.lowerBound)
                }
                found = nil
                start = token.range.upperBound
                return .token(id: token.id, range: token.range)
            }
            guard start < count else { return nil }
            defer { start = count }
            return .text(start..<count)
        }

        private mutating func nextToken() -> (id: Int32, range: Range<Int>)? {
            if let found { return found }
            return matcher.find(bytes, &search, after: start, count)
        }
    }

    /// The next token from `search` on, which then stands at its end. White space that a token consumes
    /// on its left does not reach back beyond `start`.
    fileprivate func find(
        _ bytes: UnsafePointer<UInt8>,
        _ search: inout Int,
        after start: Int,
        _ end: Int
    ) -> (id: Int32, range: Range<Int>)? {
        while search < end {
            if let onlyFirst {
                while search < end, bytes[search] != onlyFirst { search += 1 }
                if search == end { return nil }
            }
            let rest = UnsafeBufferPointer(start: bytes + search, count: end - search)
            guard
                let pattern = patterns[Int(bytes[search])].first(where: {
                    rest.starts(with: $0.bytes)
                })
            else {
                search += 1
                continue
            }
            var first = search
            var last = search + pattern.bytes.count
            search = last
            let token = pattern.token
            if splitsSpecialTokens, token.isSpecial { continue }
            if token.isSingleWord,
                Self.isWordCharacter(before: first, bytes)
                    || Self.isWordCharacter(at: last, bytes, end)
            {
                continue
            }
            if token.stripsLeft {
                while first > start {
                    let previous = Self.previous(bytes, first)
                    guard BERTCharacter(previous.value).isWhiteSpace else { break }
                    first -= previous.count
                }
            }
            if token.stripsRight {
                while last < end {
                    let next = UTF8Scalar(bytes, last, end)
                    guard BERTCharacter(next.value).isWhiteSpace else { break }
                    last += next.count
                }
            }
            return (Int32(token.id), first..<last)
        }
        return nil
    }

    /// The scalar that ends before `position`, which is not 0.
    private static func previous(_ bytes: UnsafePointer<UInt8>, _ position: Int) -> UTF8Scalar {
        var start = position - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return UTF8Scalar(bytes, start, position)
    }

    private static func isWordCharacter(before position: Int, _ bytes: UnsafePointer<UInt8>) -> Bool
    {
        position > 0 && isWordCharacter(previous(bytes, position).value)
    }

    private static func isWordCharacter(
        at position: Int,
        _ bytes: UnsafePointer<UInt8>,
        _ end: Int
    ) -> Bool {
        position < end && isWordCharacter(UTF8Scalar(bytes, position, end).value)
    }

    /// What `\w` is in Unicode's regular expressions (UTS #18), as of Unicode 16.0.
    private static func isWordCharacter(_ scalar: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(scalar), let age = scalar.properties.age,
            age.major <= 16
        else { return false }
        if scalar.properties.isAlphabetic || scalar.properties.isJoinControl { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
            return true
        default: return false
        }
    }
}
