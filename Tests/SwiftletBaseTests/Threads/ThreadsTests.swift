import SwiftletBase
import SwiftletPlatform
import Synchronization
import Testing

@Suite struct ThreadsTests {
    @Test func partsCoverAllItemsOnce() {
        for threads in 1...5 {
            for items in [0, 1, 2, 3, 7, 100] {
                Threads.withCount(threads) {
                    let seen = Mutex<[Int: Range<Int>]>([:])
                    Threads.split(items) { part, range in seen.withLock { $0[part] = range } }
                    let ranges = seen.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value)
                    #expect(ranges.count == min(threads, items))
                    #expect(ranges.count == Threads.parts(items))
                    #expect(ranges.flatMap { Array($0) } == Array(0..<items))
                }
            }
        }
    }

    @Test func minimumPartsLimitTheSplit() {
        Threads.withCount(4) {
            #expect(Threads.parts(10, minimumPart: 4) == 2)
            #expect(Threads.parts(3, minimumPart: 4) == 1)
            #expect(Threads.parts(0, minimumPart: 4) == 0)
            #expect(Threads.parts(100, minimumPart: 0) == 4)
        }
    }

    @Test func aSplitInsideASplitIsOnePart() {
        Threads.withCount(3) {
            let counts = Mutex<[Int]>([])
            Threads.split(3) { _, _ in
                let inside = (
                    Threads.count, Threads.parts(50), Threads.withCount(7) { Threads.count }
                )
                counts.withLock { $0 += [inside.0, inside.1, inside.2] }
            }
            #expect(counts.withLock { $0 } == Array(repeating: 1, count: 9))
            #expect(Threads.count == 3)
        }
    }

    @Test func aSinglePartMaySplitFurther() {
        Threads.withCount(2) {
            let inner = Mutex(0)
            Threads.split(1) { _, _ in inner.withLock { $0 = Threads.parts(10) } }
            #expect(inner.withLock { $0 } == 2)
        }
    }

    @Test func countsAreScoped() {
        let outside = Threads.count
        Threads.withCount(5) {
            #expect(Threads.count == 5)
            Threads.withCount(2) { #expect(Threads.count == 2) }
            #expect(Threads.count == 5)
        }
        #expect(Threads.count == outside)
        struct Failure: Error {}
        try? Threads.withCount(9) { throw Failure() }
        #expect(Threads.count == outside)
        #expect(Threads.withCount(1 << 40) { Threads.count } == Threads.maximumCount)
    }

    @Test func settingsThatAreNoCountAreIgnored() {
        #expect(Threads.count(fromSetting: "3") == 3)
        #expect(Threads.count(fromSetting: "1024") == 1024)
        for text in ["", "0", "-2", "two", "1.5", " 2", "1025", "99999999999999999999"] {
            #expect(Threads.count(fromSetting: text) == nil, "\(text)")
        }
        #expect(Threads.count(fromSetting: nil) == nil)
    }

    /// Tasks of which one has the workers and the others run their parts themselves.
    @Test func splitsOfManyTasksAtOnceAllEnd() async {
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    Threads.withCount(3) {
                        let total = Atomic<Int>(0)
                        for _ in 0..<500 {
                            Threads.split(300) { _, range in
                                total.add(range.reduce(0, +), ordering: .relaxed)
                            }
                        }
                        return total.load(ordering: .relaxed)
                    }
                }
            }
            for await total in group { #expect(total == 500 * (299 * 300 / 2)) }
        }
    }

    /// Workers that have fallen asleep wake for the next split.
    @Test func splitsAfterAPauseEnd() {
        Threads.withCount(4) {
            for _ in 0..<20 {
                usleep(2000)
                let total = Atomic<Int>(0)
                Threads.split(8) { _, range in
                    usleep(500)
                    total.add(range.count, ordering: .relaxed)
                }
                #expect(total.load(ordering: .relaxed) == 8)
            }
        }
    }
}
