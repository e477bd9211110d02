/// FNV-1a over the bits of floats: a number that tells weights apart.
struct BitHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ array: FloatArray) {
        for index in 0..<array.count { add(UInt64(array.start[index].bitPattern)) }
    }

    mutating func add(_ number: UInt64) { value = (value ^ number) &* 0x100_0000_01B3 }
}
