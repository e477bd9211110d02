import SwiftletBase

extension TextCleaner {
    /// Cleans texts on all threads and lays the results end to end.
    package func clean(_ texts: [String]) -> FlatTexts {
        let parts = Threads.map(texts.count, minimumPart: 256) { range in
            var utf8: [UInt8] = []
            var ends: [Int] = []
            ends.reserveCapacity(range.count)
            for index in range {
                var text = texts[index]
                text.withUTF8 { clean($0, into: &utf8) }
                ends.append(utf8.count)
            }
            return (utf8: utf8, ends: ends)
        }
        var utf8: [UInt8] = []
        var offsets = [0]
        for part in parts {
            let start = utf8.count
            utf8 += part.utf8
            offsets += part.ends.map { start + $0 }
        }
        return FlatTexts(utf8: utf8, offsets: offsets)
    }
}
