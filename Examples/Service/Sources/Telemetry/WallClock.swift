import SwiftletPlatform

/// The time of day.
package enum WallClock {
    /// Nanoseconds since 1970, UTC.
    package static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// A time as RFC 3339 has it, in UTC with milliseconds: `2026-11-30T05:17:33.123Z`.
    package static func text(nanoseconds: UInt64) -> String {
        let milliseconds = nanoseconds / 1_000_000
        let seconds = Int(milliseconds / 1_000)
        // Days to a date of the Gregorian calendar, counted from 1 March of the year 0.
        let day = seconds / 86_400 + 719_468
        let era = day / 146_097
        let dayOfEra = day % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        let time = seconds % 86_400

        return String(unsafeUninitializedCapacity: 24) { text in
            _ = text.initialize(from: "0000-00-00T00:00:00.000Z".utf8)
            func write(_ number: Int, endingAt end: Int) {
                var rest = number
                var place = end
                while rest > 0 {
                    text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                    place -= 1
                }
            }
            write(year, endingAt: 3)
            write(month, endingAt: 6)
            write(dayOfYear - (153 * shifted + 2) / 5 + 1, endingAt: 9)
            write(time / 3_600, endingAt: 12)
            write(time / 60 % 60, endingAt: 15)
            write(time % 60, endingAt: 18)
            write(Int(milliseconds % 1_000), endingAt: 22)
            return 24
        }
    }
}
