import Foundation
import Testing

@testable import Feedback

@Suite struct AlertTests {
    private func raised(_ seconds: [Double], count: Int = 3, window: Duration = .seconds(300))
        -> [Bool]
    {
        var alert = SlidingAlert(count: count, window: window)
        return seconds.map { alert.add(reportAt: Date(timeIntervalSince1970: $0)) }
    }

    @Test func threeReportsAcrossABorderOfBinsRaiseIt() {
        let seconds: [Double] = [298, 299, 301]
        // Bins of five minutes, as the study counts, hold two and one.
        let bins = Dictionary(grouping: seconds) { Int($0) / 300 }.values.map(\.count)
        #expect(bins.allSatisfy { $0 < 3 })
        #expect(raised(seconds) == [false, false, true])
    }

    @Test func windowEndsWhereItSays() {
        #expect(raised([0, 150, 300]) == [false, false, true])
        #expect(raised([0, 150, 300.001]) == [false, false, false])
        #expect(raised([0, 0.25], count: 2, window: .milliseconds(250)) == [false, true])
        #expect(raised([0, 10, 20], count: 1) == [true, false, false])
    }

    @Test func firesOnceAndAgainAfterFewer() {
        #expect(raised([0, 1, 2, 3, 4]) == [false, false, true, false, false])
        #expect(raised([0, 1, 2, 900, 901, 902]) == [false, false, true, false, false, true])
        // At 301.5 only the one of 2 s was left.
        #expect(raised([0, 1, 2, 301.5, 301.6]) == [false, false, true, false, true])
        #expect(raised([0, 1_000], count: 1) == [true, true])
    }

    @Test func floodIsKeptInBounds() throws {
        for count in [3, 2_000] {
            var alert = SlidingAlert(count: count, window: .seconds(300))
            for number in 1...5_000 {
                let time = Date(timeIntervalSince1970: Double(number) / 100)
                let fires = alert.add(reportAt: time)
                #expect(fires == (number == count))
            }
            let left = alert.reports(at: Date(timeIntervalSince1970: 50))
            #expect(left == max(count, 1_000))
            #expect(alert.isRaised)
            #expect(try JSONEncoder().encode(alert).count < 50_000)
        }
    }

    @Test func orderOfReportsDoesNotMatter() {
        for seconds in [[298, 301, 299], [301, 299, 298], [299, 301, 298]] as [[Double]] {
            #expect(raised(seconds) == [false, false, true])
        }
        // One from before the window counts for nothing.
        #expect(raised([1_000, 1_001, 600]) == [false, false, false])
    }

    @Test func isTheSameAfterItWasSaved() throws {
        var alert = SlidingAlert()
        for second in [0.0, 100.25] { _ = alert.add(reportAt: Date(timeIntervalSince1970: second)) }
        let data = try JSONEncoder().encode(alert)
        var restored = try JSONDecoder().decode(SlidingAlert.self, from: data)
        #expect(restored == alert)
        let isRaised = restored.add(reportAt: Date(timeIntervalSince1970: 200))
        #expect(isRaised)
        var stricter = SlidingAlert(count: 2, window: .seconds(300), resuming: alert)
        let count = stricter.reports(at: Date(timeIntervalSince1970: 200))
        #expect(count == 2)
    }

    private struct Case: Decodable {
        let count: Int
        let window: Double
        let times: [Double]
        let counts: [Int]
        let raised: [Bool]
    }

    /// Counts of pandas' windows of time.
    @Test func countsAsPandasDoes() throws {
        let cases = try JSONDecoder().decode([Case].self, from: Fixture.data("windows.json"))
        #expect(cases.count > 5)
        for item in cases {
            var alert = SlidingAlert(count: item.count, window: .seconds(item.window))
            var counts: [Int] = []
            var raised: [Bool] = []
            for time in item.times.map(Date.init(timeIntervalSince1970:)) {
                raised.append(alert.add(reportAt: time))
                counts.append(alert.reports(at: time))
            }
            #expect(counts == item.counts)
            #expect(raised == item.raised)
        }
    }
}

/// Files of Fixtures/service.
enum Fixture {
    static func data(_ name: String) throws -> Data {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .appending(path: "../../../../../Fixtures/service").standardized
        return try Data(contentsOf: root.appending(path: name))
    }
}
