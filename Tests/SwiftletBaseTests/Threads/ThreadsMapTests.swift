import SwiftletBase
import Testing

@Suite struct ThreadsMapTests {
    @Test(arguments: [1, 2, 3, 7]) func resultsStandInTheOrderOfTheParts(count: Int) {
        Threads.withCount(count) {
            let ranges = Threads.map(10) { $0 }
            #expect(ranges.count == count)
            #expect(ranges.flatMap { Array($0) } == Array(0..<10))
        }
    }

    @Test func nothingGivesNothing() {
        #expect(Threads.map(0) { $0 }.isEmpty)
    }
}
