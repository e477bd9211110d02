/// Spreads a seed over as many well-mixed bits as a generator's state needs, so that seeds which
/// differ in one bit give unrelated states (O'Neill's `seed_seq_fe`, as NumPy's `SeedSequence`
/// uses it).
struct SeedSequence {
    private var pool: [UInt32] = [0, 0, 0, 0]

    /// - Parameters:
    ///   - seed: The seed.
    ///   - stream: Which of the streams that NumPy's `spawn` makes from the seed; nil for the seed
    ///     itself.
    init(seed: UInt64, stream: UInt32?) {
        var entropy = [UInt32(truncatingIfNeeded: seed)]
        if seed >> 32 != 0 { entropy.append(UInt32(truncatingIfNeeded: seed >> 32)) }
        if let stream {
            entropy += Array(repeating: 0, count: pool.count - entropy.count)
            entropy.append(stream)
        }
        mix(entropy)
    }

    private mutating func mix(_ entropy: [UInt32]) {
        var constant: UInt32 = 0x43B0_D7E5
        func hash(_ value: UInt32) -> UInt32 {
            var value = value ^ constant
            constant = constant &* 0x931E_8875
            value = value &* constant
            return value ^ value >> 16
        }
        func combine(_ first: UInt32, _ second: UInt32) -> UInt32 {
            let value = 0xCA01_F9DD &* first &- 0x4973_F715 &* second
            return value ^ value >> 16
        }
        for index in pool.indices {
            pool[index] = hash(index < entropy.count ? entropy[index] : 0)
        }
        for source in pool.indices {
            for target in pool.indices where target != source {
                pool[target] = combine(pool[target], hash(pool[source]))
            }
        }
        for value in entropy.dropFirst(pool.count) {
            for target in pool.indices { pool[target] = combine(pool[target], hash(value)) }
        }
    }

    /// The first `count` words of the state.
    func words(_ count: Int) -> [UInt64] {
        var constant: UInt32 = 0x8B51_F9DD
        func half(_ index: Int) -> UInt64 {
            var value = pool[index % pool.count] ^ constant
            constant = constant &* 0x58F3_8DED
            value = value &* constant
            return UInt64(value ^ value >> 16)
        }
        return (0..<count).map { index in
            let low = half(2 * index)
            return low | half(2 * index + 1) << 32
        }
    }
}
