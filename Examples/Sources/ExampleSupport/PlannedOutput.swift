import Swiftlet
import SwiftletPlatform

/// Something that a program puts into the directory of `--output` in the end.
public enum PlannedOutput {
    /// A file by its name there.
    case file(String)
    /// The saved classifier of an approach, by its directory's name there; nil where that is the
    /// directory of `--output` itself.
    case classifier(String?, approach: String)
    /// The figures of the report, a file each.
    case figures
}

/// Checks up front that the outputs can be written, and leaves nothing behind.
///
/// - Parameter directory: What `--output` says; it need not be there yet.
/// - Throws: `ExampleError` or `FileError` where one cannot: where a directory cannot be made, or
///   something is there that a save does not replace.
public func checkOutput(_ directory: String, gets outputs: [PlannedOutput]) throws {
    guard !directory.isEmpty else {
        throw ExampleError("--output takes the path of a directory; got an empty text.")
    }
    for output in outputs { try output.rehearse(in: directory) }
}

/// Does some work while no other program does so in a directory, which must be there.
///
/// Two trainings into one directory leave all that one of them wrote, and not something of each.
func whileAlone<Result>(in directory: String, _ work: () throws -> Result) rethrows -> Result {
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    // Where the file system knows no locks, it is done without.
    if descriptor >= 0 { while flock(descriptor, LOCK_EX) != 0, errno == EINTR {} }
    return try work()
}

/// Creates the directory of a file that is written during the work, and checks that the file can
/// be.
///
/// - Parameter path: What an option says; nil where there is nothing to write.
/// - Throws: `FileError` where it cannot; then nothing is left behind.
public func prepareFile(_ path: String?) throws {
    guard let path else { return }
    let missing = folders(above: path).filter { !fileExists($0) }
    do {
        try rehearseFile(path)
    } catch {
        for folder in missing.reversed() { rmdir(folder) }
        throw error
    }
}

/// What ends a rehearsal before anything is written.
private struct Rehearsed: Error {}

private func rehearseFile(_ path: String) throws {
    do {
        try AtomicDirectory.createDirectories(folders(above: path).last ?? ".")
        try AtomicFile.replace(at: path) { _ in throw Rehearsed() }
    } catch is Rehearsed {}
}

/// The directories above a path, the topmost first.
private func folders(above path: String) -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.indices.dropFirst().map { parts[..<$0].joined(separator: "/") }
        .filter { !$0.isEmpty }
}

extension PlannedOutput {
    /// Writes up to where the output would take its place.
    fileprivate func rehearse(in directory: String) throws {
        let path = path(in: directory)
        let missing = folders(above: path).filter { !fileExists($0) }
        defer { for folder in missing.reversed() { rmdir(folder) } }
        switch self {
        case .file: try rehearseFile(path)
        case .classifier(_, let approach):
            try rehearseDirectory(path, recognizedBy: filesSaved(by: approach))
        case .figures: try rehearseDirectory(path, recognizedBy: HTMLReport.knownFigures)
        }
    }

    private func rehearseDirectory(_ path: String, recognizedBy names: [String]) throws {
        do {
            try AtomicDirectory.replace(at: path, recognizedBy: names) { _ in throw Rehearsed() }
        } catch is Rehearsed {}
    }

    private func path(in directory: String) -> String {
        switch self {
        case .file(let name), .classifier(let name?, _): directory + "/" + name
        case .classifier(nil, _): directory
        case .figures: directory + "/" + HTMLReport.figuresName
        }
    }

    /// The files by one of which an approach knows a directory that it may replace.
    private func filesSaved(by approach: String) -> [String] {
        approach == DistilBERTClassifier.approach
            ? ["classifier.json", "config.json"] : ["classifier.json"]
    }
}
