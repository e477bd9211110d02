/// Reads decimal numbers from bytes, rounded to the nearest `Float`, ties to even.
///
/// A number of few digits, as files of word vectors hold, takes some twenty instructions: eight
/// digits at once are gathered in one 64-bit integer, and a product or quotient of two numbers that
/// `Float` holds exactly is rounded only once (Clinger, "How to read floating point numbers
/// accurately", 1990). The same in `Double` serves longer ones, unless the result lies half way
/// between two floats, where rounding twice could go wrong; what is left goes to the standard
/// library.
package struct DecimalParser: ~Copyable {
    /// 10^0 ... 10^10, the powers that `Float` holds exactly.
    private let floatPowers: UnsafeMutablePointer<Float>
    /// 10^0 ... 10^22, the powers that `Double` holds exactly.
    private let doublePowers: UnsafeMutablePointer<Double>

    package init() {
        floatPowers = .allocate(capacity: 11)
        doublePowers = .allocate(capacity: 23)
        var power = 1.0
        for exponent in 0...22 {
            if exponent <= 10 { (floatPowers + exponent).initialize(to: Float(power)) }
            (doublePowers + exponent).initialize(to: power)
            power *= 10
        }
    }

    deinit {
        floatPowers.deallocate()
        doublePowers.deallocate()
    }

    package enum Failure: Error {
        /// The bytes are no decimal number.
        case invalid
        /// NaN, an infinity, or a number that rounds to one.
        case notFinite
    }

    /// Parses the number that starts at `position` and ends at a space, a tab or `end`.
    ///
    /// - Parameters:
    ///   - end: The end of the line.
    ///   - limit: The end of the memory that may be read, at `end` or later.
    /// - Returns: The position behind the number.
    @inline(__always)
    package func parse(
        _ position: UnsafePointer<UInt8>,
        end: UnsafePointer<UInt8>,
        limit: UnsafePointer<UInt8>,
        into result: UnsafeMutablePointer<Float>
    ) throws(Failure) -> UnsafePointer<UInt8> {
        // One digit, a point, and one to seven digits more, with room to read all ten bytes.
        if limit - position >= 11 {
            let isNegative = position[0] == UInt8(ascii: "-")
            let digits = position + (isNegative ? 1 : 0)
            let whole = digits[0] &- UInt8(ascii: "0")
            if whole <= 9 && digits[1] == UInt8(ascii: ".") {
                let raw = UnsafeRawPointer(digits + 2).loadUnaligned(as: UInt64.self)
                let fraction = UInt64(littleEndian: raw) ^ 0x3030_3030_3030_3030
                // The highest bit of each byte up to the first that is no digit.
                let others =
                    ((fraction &+ 0x7676_7676_7676_7676) | fraction) & 0x8080_8080_8080_8080
                let count = others.trailingZeroBitCount >> 3
                if count >= 1 && count <= 7 {
                    let next = digits + 2 + count
                    let isEnd = next[0] <= 0x20 && isSeparator(next[0])
                    let all = (fraction &<< 8 | UInt64(whole)) &<< UInt64(56 &- 8 &* count)
                    let mantissa = Self.eightDigits(all)
                    if isEnd && mantissa <= 1 << 24 {
                        let value = Float(Int32(truncatingIfNeeded: mantissa)) / floatPowers[count]
                        result.pointee = isNegative ? -value : value
                        return next
                    }
                }
            }
        }
        return try parseAny(position, end: end, into: result)
    }

    /// The value of eight decimal digits, one a byte, the first in the lowest byte.
    @inline(__always)
    private static func eightDigits(_ digits: UInt64) -> UInt64 {
        // Pairs, then fours, then all: each step joins neighbours by one multiplication.
        let pairs = digits &* 10 &+ digits &>> 8
        let low = (pairs & 0x0000_00FF_0000_00FF) &* (100 &+ 1_000_000 &<< 32)
        let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* (1 &+ 10_000 &<< 32)
        return (low &+ high) &>> 32
    }

    /// Whether the bytes are a decimal number, NaN or an infinity.
    func recognizes(_ bytes: UnsafeRawBufferPointer, _ field: Range<Int>) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        let start = base.assumingMemoryBound(to: UInt8.self) + field.lowerBound
        let end = start + field.count
        var ignored: Float = 0
        do {
            return try parseAny(start, end: end, into: &ignored) == end
        } catch {
            return error == .notFinite
        }
    }

    /// The same as `parse`, for a number of any length.
    @inline(never)
    package func parseAny(
        _ start: UnsafePointer<UInt8>,
        end: UnsafePointer<UInt8>,
        into result: UnsafeMutablePointer<Float>
    ) throws(Failure) -> UnsafePointer<UInt8> {
        var position = start
        let isNegative = position < end && position[0] == UInt8(ascii: "-")
        if position < end && (isNegative || position[0] == UInt8(ascii: "+")) { position += 1 }

        // At most 19 significant digits fit in 64 bits; zeros in front do not count.
        var mantissa: UInt64 = 0
        var significant = 0
        var exponent = 0
        var hasDigits = false
        var hasPoint = false
        while position < end {
            let digit = position[0] &- UInt8(ascii: "0")
            if digit <= 9 {
                hasDigits = true
                if significant < 19 {
                    mantissa = mantissa * 10 + UInt64(digit)
                    if mantissa > 0 { significant += 1 }
                    if hasPoint { exponent -= 1 }
                } else {
                    significant = 20
                    if !hasPoint { exponent += 1 }
                }
            } else if position[0] == UInt8(ascii: ".") && !hasPoint {
                hasPoint = true
            } else {
                break
            }
            position += 1
        }
        guard hasDigits else { throw Self.failure(of: position, end: end) }
        if position < end && position[0] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let isBelow = position < end && position[0] == UInt8(ascii: "-")
            if position < end && (isBelow || position[0] == UInt8(ascii: "+")) { position += 1 }
            var written = 0
            let digits = position
            while position < end, case let digit = position[0] &- UInt8(ascii: "0"), digit <= 9 {
                if written < 1 << 40 { written = written * 10 + Int(digit) }
                position += 1
            }
            guard position > digits else { throw .invalid }
            exponent += isBelow ? -written : written
        }
        guard position == end || isSeparator(position[0]) else { throw .invalid }

        if let value = exactly(mantissa, exponent, isWhole: significant <= 19) {
            result.pointee = isNegative ? -value : value
            return position
        }
        let text = String(
            decoding: UnsafeBufferPointer(start: start, count: position - start),
            as: UTF8.self
        )
        guard let value = Float(text) else { throw .invalid }
        guard value.isFinite else { throw .notFinite }
        result.pointee = value
        return position
    }

    /// `mantissa` x 10^`exponent` where that takes a single rounding, else nil.
    private func exactly(_ mantissa: UInt64, _ exponent: Int, isWhole: Bool) -> Float? {
        if mantissa == 0 && isWhole { return 0 }
        if isWhole && mantissa <= 1 << 24 && abs(exponent) <= 10 {
            let value = Float(mantissa)
            return exponent < 0 ? value / floatPowers[-exponent] : value * floatPowers[exponent]
        }
        if isWhole && mantissa <= 1 << 53 && abs(exponent) <= 22 {
            let value =
                exponent < 0
                ? Double(mantissa) / doublePowers[-exponent]
                : Double(mantissa) * doublePowers[exponent]
            // A float half way to its neighbour is a double, so rounding to double cannot step over
            // it: only a result that lies there itself may be on the wrong side of the true value.
            let isHalfWay = value.bitPattern & 0x1FFF_FFFF == 0x1000_0000
            let isNormal = value >= Double(Float.leastNormalMagnitude) && value < 0x1p127
            if isNormal && !isHalfWay { return Float(value) }
        }
        return nil
    }

    /// Why a field without a digit is no number to keep.
    private static func failure(
        of position: UnsafePointer<UInt8>,
        end: UnsafePointer<UInt8>
    ) -> Failure {
        var next = position
        while next < end && !isSeparator(next[0]) { next += 1 }
        let word = UnsafeBufferPointer(start: position, count: next - position).map { $0 | 0x20 }
        let names: [StaticString] = ["nan", "inf", "infinity"]
        return names.contains { $0.withUTF8Buffer { $0.elementsEqual(word) } }
            ? .notFinite : .invalid
    }
}

/// Whether a byte may stand between two fields of a line, or behind the last.
@inline(__always)
func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
}
