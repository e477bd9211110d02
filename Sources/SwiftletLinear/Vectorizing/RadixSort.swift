/// Sorts `records` by bits `bits` of `key`, keeping the order of equal ones: eight bits at a time,
/// from the lowest (least-significant-digit radix sort).
///
/// - Parameter scratch: Room for as many records.
@inline(__always)
func radixSort<Record: BitwiseCopyable>(
    _ records: UnsafeMutableBufferPointer<Record>,
    scratch: UnsafeMutablePointer<Record>,
    bits: Range<Int>,
    key: (Record) -> UInt64
) {
    let count = records.count
    guard count > 1, let start = records.baseAddress else { return }
    var source = start
    var target = scratch
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { positions in
        var shift = bits.lowerBound
        while shift < bits.upperBound {
            positions.initialize(repeating: 0)
            for index in 0..<count {
                positions[Int(truncatingIfNeeded: key(source[index]) &>> UInt64(shift)) & 255] &+= 1
            }
            let firstDigit = Int(truncatingIfNeeded: key(source[0]) &>> UInt64(shift)) & 255
            if positions[firstDigit] < count {
                var sum = 0
                for digit in 0..<256 {
                    let size = positions[digit]
                    positions[digit] = sum
                    sum &+= size
                }
                for index in 0..<count {
                    let record = source[index]
                    let digit = Int(truncatingIfNeeded: key(record) &>> UInt64(shift)) & 255
                    target[positions[digit]] = record
                    positions[digit] &+= 1
                }
                swap(&source, &target)
            }
            shift += 8
        }
    }
    if source != start { start.update(from: source, count: count) }
}

/// Sorts a few numbers, or many.
@inline(__always)
func sortSmall<Number: FixedWidthInteger & BitwiseCopyable>(
    _ numbers: UnsafeMutableBufferPointer<Number>
) {
    guard numbers.count > 1 else { return }
    if numbers.count > 64 {
        var many = numbers
        many.sort()
        return
    }
    let base = numbers.baseAddress!
    for index in 1..<numbers.count {
        let number = base[index]
        var hole = index
        while hole > 0 && base[hole &- 1] > number {
            base[hole] = base[hole &- 1]
            hole &-= 1
        }
        base[hole] = number
    }
}
