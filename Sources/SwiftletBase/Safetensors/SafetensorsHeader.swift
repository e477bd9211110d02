/// The header of a safetensors file: eight bytes of length, then JSON that tells each tensor's
/// type, shape and place.
package struct SafetensorsHeader: Sendable {
    /// What the header says of one tensor.
    package struct Entry: Sendable {
        let name: String
        package let type: SafetensorsType
        package let shape: [Int]
        /// The tensor's bytes, counted from the end of the header.
        let offsets: Range<Int>
    }

    /// The limit of the reference library.
    static let maximumLength = 100_000_000

    /// The tensors in the order of their bytes.
    private(set) var entries: [Entry] = []
    private(set) var metadata: [String: String] = [:]
    /// Where the tensors' bytes begin in the file.
    let dataStart: Int

    private let file: String

    /// Reads the header at the start of `bytes`, the whole of a file, and checks that it describes
    /// all the bytes after it.
    init(of bytes: UnsafeRawBufferPointer, file: String) throws(FormatError) {
        do {
            try self.init(checking: bytes, file: file)
        } catch {
            // Only then: the length of a header may begin like another file.
            guard let kind = FileKind(bytes), kind != .safetensors else { throw error }
            throw FormatError(
                file: file,
                place: .byte(0),
                problem: "it is \(kind.name), expected a safetensors file",
                remedy: kind.remedy
            )
        }
    }

    private init(checking bytes: UnsafeRawBufferPointer, file: String) throws(FormatError) {
        self.file = file
        guard bytes.count >= 8 else {
            throw FormatError(
                file: file,
                place: .byte(bytes.count),
                problem: "the file ends within the eight bytes of the header's length"
            )
        }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= Self.maximumLength else {
            throw FormatError(
                file: file,
                place: .byte(0),
                problem: "a header of \(length) bytes; at most \(Self.maximumLength) are expected"
            )
        }
        dataStart = 8 + Int(length)
        guard bytes.count >= dataStart else {
            throw FormatError(
                file: file,
                place: .byte(bytes.count),
                problem: "the file ends within the header, which is \(length) bytes long"
            )
        }
        let header = UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart])
        guard header.first == 0x7B else {
            throw FormatError(
                file: file,
                place: .byte(8),
                problem: "the header must begin with '{'"
            )
        }
        var scanner = JSONScanner(header.assumingMemoryBound(to: UInt8.self))
        do {
            try read(from: &scanner)
        } catch {
            throw placed(error)
        }
        try checkOffsets(dataCount: bytes.count - dataStart)
    }

    /// An error of the header's JSON, whose bytes are counted from where that begins.
    private func placed(_ error: FormatError) -> FormatError {
        var place = error.place
        if case .byte(let byte) = place { place = .byte(8 + byte) }
        return FormatError(file: file, place: place, problem: error.problem)
    }

    // MARK: JSON

    private mutating func read(from scanner: inout JSONScanner) throws(FormatError) {
        var names: Set<ByteString> = []
        try scanner.require(0x7B, "'{'")
        if !scanner.take(0x7D) {
            repeat {
                _ = scanner.peek()
                let start = scanner.position
                let name = try scanner.string()
                guard names.insert(ByteString(name)).inserted else {
                    throw scanner.error("\"\(name)\" is there twice", at: start)
                }
                try scanner.require(0x3A, "':'")
                if name == "__metadata__" {
                    try readMetadata(from: &scanner)
                } else {
                    entries.append(try readEntry(name, from: &scanner))
                }
            } while scanner.take(0x2C)
            try scanner.require(0x7D, "',' or '}'")
        }
        try scanner.requireEnd()
    }

    private mutating func readMetadata(from scanner: inout JSONScanner) throws(FormatError) {
        try scanner.require(0x7B, "'{'")
        if scanner.take(0x7D) { return }
        repeat {
            _ = scanner.peek()
            let start = scanner.position
            let key = try scanner.string()
            try scanner.require(0x3A, "':'")
            guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
                throw scanner.error("\"\(key)\" is there twice", at: start)
            }
        } while scanner.take(0x2C)
        try scanner.require(0x7D, "',' or '}'")
    }

    private func readEntry(
        _ name: String,
        from scanner: inout JSONScanner
    ) throws(FormatError) -> Entry {
        var type: SafetensorsType?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.require(0x7B, "'{'")
        repeat {
            _ = scanner.peek()
            let start = scanner.position
            let member = try scanner.string()
            try scanner.require(0x3A, "':'")
            switch (member, type, shape, offsets) {
            case ("dtype", nil, _, _): type = try readType(name, from: &scanner)
            case ("shape", _, nil, _): shape = try readCounts(from: &scanner)
            case ("data_offsets", _, _, nil): offsets = try readCounts(from: &scanner)
            default:
                throw scanner.error(
                    """
                    "\(member)" in the description of tensor "\(name)", where dtype, shape and \
                    data_offsets are expected, each once
                    """,
                    at: start
                )
            }
        } while scanner.take(0x2C)
        try scanner.require(0x7D, "',' or '}'")
        guard let type, let shape, let offsets else {
            throw scanner.error("tensor \"\(name)\" lacks its dtype, shape or data_offsets")
        }
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw FormatError(
                file: file,
                place: .tensor(name),
                problem:
                    "data_offsets \(offsets), where a start and an end not before it are expected"
            )
        }
        return Entry(name: name, type: type, shape: shape, offsets: offsets[0]..<offsets[1])
    }

    private func readType(
        _ name: String,
        from scanner: inout JSONScanner
    ) throws(FormatError) -> SafetensorsType {
        let text = try scanner.string()
        guard let type = SafetensorsType(rawValue: text) else {
            let known = SafetensorsType.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(
                file: file,
                place: .tensor(name),
                problem: "dtype \"\(text)\", where one of \(known) is expected"
            )
        }
        return type
    }

    private func readCounts(from scanner: inout JSONScanner) throws(FormatError) -> [Int] {
        try scanner.require(0x5B, "'['")
        var counts: [Int] = []
        if scanner.take(0x5D) { return counts }
        repeat {
            counts.append(try scanner.count())
        } while scanner.take(0x2C)
        try scanner.require(0x5D, "',' or ']'")
        return counts
    }

    // MARK: Offsets

    /// Checks that the tensors fill the bytes after the header from end to end, each with as many
    /// as its shape asks for.
    private mutating func checkOffsets(dataCount: Int) throws(FormatError) {
        entries.sort {
            ($0.offsets.lowerBound, $0.offsets.upperBound)
                < ($1.offsets.lowerBound, $1.offsets.upperBound)
        }
        var end = 0
        for entry in entries {
            let fault: String? =
                if entry.offsets.lowerBound < end {
                    "overlap those of the tensor before"
                } else if entry.offsets.lowerBound > end {
                    "leave a gap after byte \(end)"
                } else if entry.offsets.upperBound > dataCount {
                    "end after the file's \(dataCount) bytes of tensors"
                } else {
                    nil
                }
            if let fault {
                throw FormatError(
                    file: file,
                    place: .tensor(entry.name),
                    problem: "its bytes \(entry.offsets) \(fault)"
                )
            }
            try checkSize(of: entry)
            end = entry.offsets.upperBound
        }
        guard end == dataCount else {
            throw FormatError(
                file: file,
                place: .byte(dataStart + end),
                problem: "\(dataCount - end) bytes that belong to no tensor"
            )
        }
    }

    private func checkSize(of entry: Entry) throws(FormatError) {
        var size: Int? = entry.type.size
        for length in entry.shape {
            size = size.flatMap {
                let (product, overflow) = $0.multipliedReportingOverflow(by: length)
                return overflow ? nil : product
            }
        }
        guard size == entry.offsets.count else {
            throw FormatError(
                file: file,
                place: .tensor(entry.name),
                problem: """
                    \(entry.type.rawValue) of shape \(entry.shape) is \
                    \(size.map { "\($0)" } ?? "more than 2^63") bytes, but its offsets hold \
                    \(entry.offsets.count)
                    """
            )
        }
    }
}
