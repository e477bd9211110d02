import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A directory of numbered models, one of which is the champion:
///
///     models/versions/1/model     a saved classifier
///     models/versions/2/model
///     models/champion             a symbolic link to versions/2
///     models/previous             a symbolic link to versions/1
///
/// A link is replaced in one step: who reads through `champion` finds one whole model or the other.
public struct ModelVersions: Sendable {
    public let directory: String

    private static let championName = "champion"
    private static let previousName = "previous"

    public init(_ directory: String) { self.directory = directory }

    /// The path of the link to the champion.
    public var champion: String { directory + "/" + Self.championName }

    /// The number of the champion; nil where there is none yet.
    ///
    /// - Throws: `FormatError` where something else stands in the link's place.
    public func championNumber() throws -> Int? { try number(of: Self.championName) }

    /// The number of the champion's forerunner; nil where there is none.
    ///
    /// - Throws: `FormatError` where something else stands in the link's place.
    public func previousNumber() throws -> Int? { try number(of: Self.previousName) }

    /// The directory of a version.
    public func path(of number: Int) -> String { "\(directory)/versions/\(number)" }

    /// The numbers of all versions, the first one first.
    public var numbers: [Int] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory + "/versions")
        return (names ?? []).compactMap { Int($0) }.filter { $0 > 0 }.sorted()
    }

    /// Makes the next version, whole or not at all.
    ///
    /// - Parameter fill: Gets an empty directory to write into, and the number.
    /// - Returns: Its number.
    /// - Throws: What `fill` throws, and `FileError`.
    public func add(_ fill: (_ directory: String, _ number: Int) throws -> Void) throws -> Int {
        let number = (numbers.last ?? 0) + 1
        try add(number, recognizedBy: []) { try fill($0, number) }
        return number
    }

    /// Makes the version of a number, whole or not at all.
    ///
    /// - Parameters:
    ///   - names: Files by one of which a version is known that is replaced.
    ///   - fill: Gets an empty directory to write into.
    /// - Throws: What `fill` throws, and `FileError`.
    public func add(
        _ number: Int,
        recognizedBy names: [String],
        _ fill: (_ directory: String) throws -> Void
    ) throws {
        try AtomicDirectory.replace(at: path(of: number), recognizedBy: names, fill)
    }

    /// Removes the versions that neither link leads to.
    ///
    /// - Throws: `FormatError` where something else stands in a link's place.
    public func removeOthers() throws {
        let kept = [try championNumber(), try previousNumber()]
        for number in numbers where !kept.contains(number) {
            try? FileManager.default.removeItem(atPath: path(of: number))
        }
    }

    /// Makes a version the champion, and the champion the one to return to.
    ///
    /// - Throws: `FileError` or `FormatError`; the champion then is what it was.
    public func promote(_ number: Int) throws {
        let former = try championNumber()
        guard former != number else { return }
        if let former { try link(Self.previousName, to: former) }
        try link(Self.championName, to: number)
    }

    /// Makes the champion's forerunner the champion again, and the champion the one to return to.
    ///
    /// - Returns: The number of the champion.
    /// - Throws: `FormatError` where there is no forerunner.
    public func rollBack() throws -> Int {
        guard let previous = try previousNumber() else {
            throw FormatError(
                file: directory,
                problem: "there is no version to return to: there is no link \(Self.previousName)",
                remedy: "Promote a version first"
            )
        }
        guard fileExists(path(of: previous)) else {
            throw FormatError(
                file: directory + "/" + Self.previousName,
                problem: "the version \(previous) that it links to is gone",
                remedy: "Link \(Self.championName) to one of versions yourself"
            )
        }
        try promote(previous)
        return previous
    }

    /// Keeps others from making versions as long as it is there, if they ask for it, too.
    public final class Lock: Sendable {
        private let descriptor: Int32

        fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

        deinit { close(descriptor) }
    }

    /// The lock of the directory, which must be there; nil where another program has it. Where the
    /// file system knows no locks, there is one for each.
    ///
    /// - Throws: `FileError` where the directory cannot be opened.
    public func lock() throws(FileError) -> Lock? {
        let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FileError(operation: "open", path: directory, reason: .system(code: errno))
        }
        let lock = Lock(descriptor)
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK ? nil : lock
    }

    private func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private func number(of name: String) throws -> Int? {
        let path = directory + "/" + name
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = bytes.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, $0.count) }
        let target = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let parts = target.split(separator: "/")
        guard parts.count == 2, parts[0] == "versions", let number = Int(parts[1]) else {
            throw FormatError(
                file: path,
                problem: count < 0
                    ? "it is no symbolic link" : "it links to \(target), expected versions/NUMBER",
                remedy: "Move it away, or give another directory"
            )
        }
        return number
    }

    /// Replaces a link in one step.
    private func link(_ name: String, to number: Int) throws(FileError) {
        let (path, temporary) = (directory + "/" + name, "\(directory)/.\(name).\(getpid())")
        unlink(temporary)
        guard symlink("versions/\(number)", temporary) == 0, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw FileError(operation: "link", path: path, reason: .system(code: code))
        }
        let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }
}
