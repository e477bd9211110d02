import Foundation

/// Writes `text` to a new file.
func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}

/// A pipe of the system.
final class Pipe {
    private let pipe = Foundation.Pipe()

    var readEnd: Int32 { pipe.fileHandleForReading.fileDescriptor }

    func write(_ text: String) { pipe.fileHandleForWriting.write(Data(text.utf8)) }

    func closeWriteEnd() { try? pipe.fileHandleForWriting.close() }
}
