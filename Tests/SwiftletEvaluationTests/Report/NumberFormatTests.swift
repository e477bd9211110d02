import Foundation
import SwiftletBase
import SwiftletEvaluation
import Testing

@Suite struct NumberFormatTests {
    @Test func decimalsEqualPrintf() {
        var values = [0, 0.5, 1.5, 2.5, 0.125, 0.375, 1.005, 1.115, 0.145, 0.285, 8.345, 2.675]
        values += [999.9995, 0.9999999, 1e15 + 0.3, 4_503_599_627_370_497.5, 9e18, 1e-300]
        var generator = PCG64(seed: 5)
        for _ in 0..<20_000 {
            values.append(pow(10, generator.uniform() * 25 - 8))
            // Numbers of few digits end close to a tie, where a careless product rounds wrongly.
            values.append(Double(generator.below(100_000)) / 1000)
            values.append(Double(generator.below(100_000)) / 1024)
        }
        for value in values {
            for places in [0, 1, 2, 3, 6] {
                let expected = String(format: "%.\(places)f", value)
                let text = NumberFormat.decimal(value, places: places)
                #expect(text == expected, "\(value) to \(places) places")
                if expected.contains(where: { "1"..."9" ~= $0 }) {
                    #expect(NumberFormat.decimal(-value, places: places) == "-" + expected)
                }
            }
        }
    }

    @Test func nothingAndEverything() {
        #expect(NumberFormat.decimal(.nan) == "–")
        #expect(NumberFormat.decimal(.infinity) == "∞")
        #expect(NumberFormat.decimal(-.infinity) == "-∞")
        #expect(NumberFormat.decimal(-0.0001) == "0.000")
        #expect(NumberFormat.decimal(1e300, places: 2) == "1e+300")
        #expect(NumberFormat.percent(.nan) == "–")
        #expect(NumberFormat.duration(seconds: .nan) == "–")
    }

    @Test func sharesAndCounts() {
        #expect(NumberFormat.percent(0.8125) == "81.2%")
        #expect(NumberFormat.percent(1, places: 0) == "100%")
        #expect(NumberFormat.count(0) == "0")
        #expect(NumberFormat.count(999) == "999")
        #expect(NumberFormat.count(-1_000) == "-1,000")
        #expect(NumberFormat.count(1_600_000) == "1,600,000")
        #expect(NumberFormat.count(.min) == "-9,223,372,036,854,775,808")
        #expect(NumberFormat.groupThousands("12345.6789") == "12,345.6789")
    }

    @Test(arguments: [
        (0, "0.0 ns"), (8.5e-7, "850 ns"), (0.0123, "12.3 ms"), (0.00009996, "100 µs"),
        (0.0009997, "1.0 ms"), (1.23, "1.2 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"),
        (125, "2 min 05 s"), (3599.6, "1 h 00 min"), (10_980, "3 h 03 min"), (-0.5, "-500 ms"),
    ])
    func durations(seconds: Double, text: String) {
        #expect(NumberFormat.duration(seconds: seconds) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (512, "512 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (235_929_600, "225 MiB"),
        (1_048_500, "1.0 MiB"), (1_288_490_189, "1.2 GiB"), (-2048, "-2.0 KiB"),
        (Int.max, "8.0 EiB"), (Int.min, "-8.0 EiB"),
    ])
    func amountsOfMemory(count: Int, text: String) {
        #expect(NumberFormat.bytes(count) == text)
    }
}
