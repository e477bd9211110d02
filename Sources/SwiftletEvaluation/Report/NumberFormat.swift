/// Formats numbers for tables, plots and progress: one function for each kind of quantity.
///
///     NumberFormat.decimal(0.8123)            // 0.812
///     NumberFormat.percent(0.8123)            // 81.2%
///     NumberFormat.count(88_880)              // 88,880
///     NumberFormat.duration(seconds: 0.0123)  // 12.3 ms
///     NumberFormat.bytes(236_000_000)         // 225 MiB
///
/// A missing value (not a number) reads `–`, an infinite one `∞`.
public enum NumberFormat {
    /// A fixed number of decimal places, correctly rounded: ties go to the even digit, as in C's
    /// `printf`. Zero has no sign.
    ///
    /// - Parameters:
    ///   - value: The number; from 2⁶³ on it is written as Swift describes it.
    ///   - places: Digits after the point, 0 to 15.
    public static func decimal(_ value: Double, places: Int = 3) -> String {
        precondition(0...15 ~= places, "\(places) decimal places; 0 to 15 are possible.")
        if value.isNaN { return "–" }
        if value.isInfinite { return value < 0 ? "-∞" : "∞" }
        guard value.magnitude < 0x1p63 else { return value.description }

        var whole = Int(value.magnitude)
        let scale = (0..<places).reduce(1) { power, _ in power * 10 }
        var fraction = roundedProduct(
            value.magnitude - Double(whole),
            Double(scale),
            tiesUp: places == 0 && whole % 2 == 1
        )
        if fraction == scale {
            whole += 1
            fraction = 0
        }
        let sign = value < 0 && (whole > 0 || fraction > 0) ? "-" : ""
        if places == 0 { return "\(sign)\(whole)" }
        let digits = String(fraction)
        let zeros = String(repeating: "0", count: places - digits.utf8.count)
        return "\(sign)\(whole).\(zeros)\(digits)"
    }

    /// A share of one in hundredths: `81.2%`.
    public static func percent(_ share: Double, places: Int = 1) -> String {
        let text = decimal(share * 100, places: places)
        return share.isNaN ? text : text + "%"
    }

    /// A whole number, its thousands set apart by commas: `88,880`.
    public static func count(_ value: Int) -> String {
        groupThousands(String(value))
    }

    /// A lapse of time in the unit that suits it: `850 ns`, `12.3 ms`, `1.2 s`, `2 min 05 s`,
    /// `1 h 03 min`.
    public static func duration(seconds: Double) -> String {
        guard seconds.isFinite else { return decimal(seconds) }
        if seconds < 0 { return "-" + duration(seconds: -seconds) }
        if seconds >= 59.95, seconds < 0x1p62 {
            let whole = Int(seconds.rounded(.toNearestOrEven))
            if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
            let minutes = Int((seconds / 60).rounded(.toNearestOrEven))
            return "\(count(minutes / 60)) h \(twoDigits(minutes % 60)) min"
        }
        return scaled(seconds * 1e9, units: ["ns", "µs", "ms", "s"], base: 1000)
    }

    /// An amount of memory in binary units: `512 B`, `225 MiB`, `1.2 GiB`.
    public static func bytes(_ count: Int) -> String {
        if count.magnitude < 1024 { return "\(count) B" }
        let sign = count < 0 ? "-" : ""
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        return sign + scaled(Double(count.magnitude), units: units, base: 1024)
    }

    /// `✓` for what is right, `✗` for what is wrong.
    public static func mark(_ isRight: Bool) -> String {
        isRight ? "✓" : "✗"
    }

    /// At most `places` decimal places, without trailing zeros: coordinates and plain amounts.
    package static func shortest(_ value: Double, places: Int) -> String {
        var text = decimal(value, places: places)
        guard places > 0, value.magnitude < 0x1p63 else { return text }
        while text.utf8.last == UInt8(ascii: "0") { text.removeLast() }
        if text.utf8.last == UInt8(ascii: ".") { text.removeLast() }
        return text
    }

    /// Sets the thousands of a number's whole part apart: `-12345.5` becomes `-12,345.5`.
    package static func groupThousands(_ number: String) -> String {
        let digits = number.utf8.prefix { $0 != UInt8(ascii: ".") }
        let sign = digits.first == UInt8(ascii: "-") ? 1 : 0
        let length = digits.count - sign
        var grouped = ""
        for (position, character) in number.enumerated() {
            let digit = position - sign
            if digit > 0, digit < length, (length - digit) % 3 == 0 { grouped += "," }
            grouped.append(character)
        }
        return grouped
    }

    /// `value * scale` to the nearest whole number, as if the product were exact: the product's own
    /// rounding error decides near a tie. An exact tie goes to the even number, or up where
    /// `tiesUp`.
    private static func roundedProduct(_ value: Double, _ scale: Double, tiesUp: Bool) -> Int {
        let product = value * scale
        let error = (-product).addingProduct(value, scale)
        let lower = product.rounded(.down)
        let beyondTie = (product - lower - 0.5) + error
        let isUp = beyondTie > 0 || (beyondTie == 0 && (tiesUp || Int(lower) % 2 == 1))
        return Int(lower) + (isUp ? 1 : 0)
    }

    /// One decimal place below 100, none from there, in the first unit that keeps the number
    /// below `base`.
    private static func scaled(_ value: Double, units: [String], base: Double) -> String {
        var value = value
        var unit = 0
        while value >= base - 0.5, unit + 1 < units.count {
            value /= base
            unit += 1
        }
        return decimal(value, places: value < 99.95 ? 1 : 0) + " " + units[unit]
    }

    private static func twoDigits(_ value: Int) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}
