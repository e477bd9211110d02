import ArgumentParser
import Swiftlet
import SwiftletPlatform

/// Texts that come one a line, from a file or standard input.
public struct TextLineOptions: ParsableArguments {
    @Flag(
        help: """
            Answer a line that is not UTF-8 or holds a NUL byte like any other: what is not UTF-8 is \
            read as U+FFFD, NUL as a space.
            """
    )
    public var repair = false

    @Argument(help: "The file of texts, one a line; standard input where none is given.")
    public var file: String?

    public init() {}

    /// Calls `body` with texts as they arrive, until there are no more.
    ///
    /// - Parameter limit: The most texts at once.
    public func forEachBatch(upTo limit: Int, _ body: ([String]) throws -> Void) throws {
        let policy: TextLineReader.LinePolicy = repair ? .repair : .fail
        let reader =
            try file.map { try TextLineReader(from: $0, onBadLine: policy) }
            ?? TextLineReader(
                descriptor: STDIN_FILENO,
                name: "standard input",
                onBadLine: policy
            )
        while true {
            let texts = try next(of: reader, limit)
            if texts.isEmpty { break }
            try body(texts)
        }
    }

    /// The texts that have arrived; an error that `--repair` avoids says so.
    private func next(of reader: TextLineReader, _ limit: Int) throws -> [String] {
        do {
            return try reader.nextAvailable(upTo: limit)
        } catch let error as FormatError where error.options.contains("onBadLine: .repair") {
            throw ExampleError("\(error)\nAnswer such lines like any other with --repair.")
        }
    }
}

/// Writes bytes to standard output, all of them, past what `print` keeps back.
///
/// - Throws: `ExampleError` with the system's reason.
public func writeToStandardOutput(_ bytes: [UInt8]) throws(ExampleError) {
    var start = 0
    while start < bytes.count {
        let written = bytes.withUnsafeBytes {
            write(STDOUT_FILENO, $0.baseAddress! + start, $0.count - start)
        }
        if written >= 0 {
            start += written
        } else if errno != EINTR {
            throw ExampleError("Standard output: \(String(cString: strerror(errno)))")
        }
    }
}
