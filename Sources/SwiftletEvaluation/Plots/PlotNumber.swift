import SwiftletPlatform

/// How numbers read within a plot, where there is a real minus sign and superscripts.
enum PlotNumber {
    /// A number with `−` for a hyphen in front.
    static func signed(_ number: String) -> String {
        number.first == "-" ? "−" + number.dropFirst() : number
    }

    /// A number as a multiple of a power of ten, down to `smallestPower`: `2.5×10⁷`.
    static func scientific(_ value: Double, smallestPower: Int) -> String {
        let power = Int((log10(value.magnitude) + 1e-12).rounded(.down))
        let places = min(max(power - smallestPower, 0), 12)
        let factor = value / pow(10, Double(power))
        return signed(NumberFormat.decimal(factor, places: places)) + "×10" + superscript(power)
    }

    static func superscript(_ value: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        let text = String(value.magnitude).utf8.map { digits[Int($0 - UInt8(ascii: "0"))] }
        return (value < 0 ? "⁻" : "") + String(text)
    }

    /// How to write values side by side: whole numbers as such, others with as many places as give
    /// about three digits to the largest.
    static func labels(for values: [Double]) -> (Double) -> String {
        let finite = values.filter { $0.magnitude < 1e15 }
        let largest = finite.map(\.magnitude).max() ?? 0
        let isWhole = finite.allSatisfy { $0 == $0.rounded() }
        let places = isWhole || largest >= 100 ? 0 : largest >= 10 ? 1 : largest >= 1 ? 2 : 3
        return { value in
            let isTiny = value != 0 && value.magnitude < 0.0005 && largest < 0.01
            guard value.magnitude < 1e15, !isTiny else {
                return value.isFinite && value != 0
                    ? scientific(value, smallestPower: Int(log10(value.magnitude)) - 2) : "–"
            }
            return signed(NumberFormat.groupThousands(NumberFormat.decimal(value, places: places)))
        }
    }
}
