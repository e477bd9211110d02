/// What a file is, by its first bytes, where it is not what was expected.
///
/// People rename, and downloads go wrong: a web page in place of a table, a Git LFS pointer in
/// place of weights. An error that names what is there says more than one about its first line.
public enum FileKind: Sendable, Hashable, CaseIterable {
    case gzip, zip, excel, oldExcel, bzip2, xz, zstandard, parquet, pdf, sqlite, numpy, pickle
    case html, gitLFSPointer, utf16, utf32, rtf, safetensors, gguf

    /// The kind of a file that begins with `bytes`, nil where it is none of these.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        func begins(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
        func begins(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }
        // The length of its header may begin like anything.
        if bytes.count > 8, bytes[7] == 0, bytes[8] == UInt8(ascii: "{") {
            self = .safetensors
        } else if begins([0x1F, 0x8B]) {
            self = .gzip
        } else if begins("PK\u{3}\u{4}") || begins("PK\u{5}\u{6}") {
            self = Self.isExcel(bytes) ? .excel : .zip
        } else if begins([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            self = .oldExcel
        } else if begins("BZh"), bytes.count > 9, bytes[4] == 0x31 || bytes[4] == 0x17 {
            self = .bzip2
        } else if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]) {
            self = .xz
        } else if begins([0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstandard
        } else if begins("PAR1") {
            self = .parquet
        } else if begins("%PDF-") {
            self = .pdf
        } else if begins("SQLite format 3\u{0}") {
            self = .sqlite
        } else if begins([0x93] + Array("NUMPY".utf8)) {
            self = .numpy
        } else if bytes.count > 2, bytes[0] == 0x80, bytes[1] >= 2, bytes[1] <= 5 {
            self = .pickle
        } else if begins("version https://git-lfs.github.com/spec/") {
            self = .gitLFSPointer
        } else if begins([0xFF, 0xFE, 0, 0]) || begins([0, 0, 0xFE, 0xFF]) {
            self = .utf32
        } else if begins([0xFF, 0xFE]) || begins([0xFE, 0xFF]) {
            self = .utf16
        } else if begins("{\\rtf") {
            self = .rtf
        } else if begins("GGUF") {
            self = .gguf
        } else if Self.isHTML(bytes) {
            self = .html
        } else {
            return nil
        }
    }

    /// Recognises the kind of a file by its first bytes; nil where it is none of these.
    public init?(_ bytes: [UInt8]) {
        guard let kind = bytes.withUnsafeBytes({ FileKind($0) }) else { return nil }
        self = kind
    }

    /// An Excel file is a zip whose first entries are parts of a workbook.
    private static func isExcel(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
        return head.contains("[Content_Types].xml") && !head.contains("word/")
            && !head.contains("ppt/") || head.contains("xl/workbook.xml")
    }

    private static func isHTML(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var head = bytes.prefix(1024)[...]
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = head.dropFirst(3) }
        head = head.drop { $0 <= 0x20 }
        let text = String(decoding: head, as: UTF8.self).lowercased()
        return text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
            || text.hasPrefix("<?xml") && text.contains("<html")
    }

    /// What to call it in a sentence: "a zip archive".
    public var name: String {
        switch self {
        case .gzip: "gzip data"
        case .zip: "a zip archive"
        case .excel: "an Excel workbook (.xlsx)"
        case .oldExcel: "an Excel workbook of old form (.xls)"
        case .bzip2: "bzip2 data"
        case .xz: "xz data"
        case .zstandard: "Zstandard data"
        case .parquet: "a Parquet file"
        case .pdf: "a PDF document"
        case .sqlite: "an SQLite database"
        case .numpy: "a NumPy array"
        case .pickle: "a Python pickle"
        case .html: "a web page (HTML)"
        case .gitLFSPointer: "a Git LFS pointer, which names the file and does not hold it"
        case .utf16: "text in UTF-16"
        case .utf32: "text in UTF-32"
        case .rtf: "an RTF document"
        case .safetensors: "a safetensors file"
        case .gguf: "a GGUF file"
        }
    }

    /// What may be done with it where another file was expected, without a full stop.
    public var remedy: String {
        switch self {
        case .gzip: "Decompress it: gunzip FILE"
        case .zip: "Unpack it: unzip FILE"
        case .excel, .oldExcel: "Save the sheet as CSV in UTF-8"
        case .bzip2: "Decompress it: bunzip2 FILE"
        case .xz: "Decompress it: unxz FILE"
        case .zstandard: "Decompress it: unzstd FILE"
        case .parquet: "Write it as CSV: pandas.read_parquet(FILE).to_csv(…, index=False)"
        case .sqlite: "Export the table as CSV"
        case .html: "The download gave a page in place of the file; fetch the file itself"
        case .gitLFSPointer: "Fetch the file itself: git lfs pull"
        case .utf16: "Write it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE"
        case .utf32: "Write it as UTF-8: iconv -f UTF-32 -t UTF-8 FILE"
        case .pdf, .rtf: "Export its text"
        case .numpy, .pickle, .safetensors, .gguf: "Give the file that is meant"
        }
    }
}
