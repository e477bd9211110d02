import Foundation
import Testing

@testable import Feedback

@Suite struct JournalTests {
    @Test func writesOneLineForEachReport() async throws {
        let folder = try Folder()
        let journal = try Journal(directory: folder.path)
        for text in ["a", "b\n\u{0}ü😀\u{2028}"] { try await journal.append(.test(text)) }
        await journal.close()
        let lines = try folder.lines()
        #expect(lines.count == 2)
        let reader = try JournalReader(directory: folder.path, name: "test")
        let batch = try #require(try await reader.next())
        #expect(batch.reports.map(\.text) == ["a", "b\n\u{0}ü😀\u{2028}"])
        try await reader.commit(batch)
        #expect(try await reader.next() == nil)
    }
}
