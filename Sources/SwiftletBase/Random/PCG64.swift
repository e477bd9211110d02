/// A seeded generator of random numbers: the same seed gives the same numbers everywhere.
///
///     var generator = PCG64(seed: 42)
///     let dice = 1 + generator.below(6)
///     let order = generator.permutation(of: 1_000)
///
/// It is PCG XSL RR 128/64 (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient
/// Statistically Good Algorithms for Random Number Generation"), seeded as NumPy seeds it:
/// `next()` and `uniform()` give what `numpy.random.default_rng(seed)` gives, and a stream is
/// what NumPy's `spawn` makes. Its period is 2^128. It is not for secrets.
public struct PCG64: RandomNumberGenerator, Sendable, Equatable {
    @usableFromInline var state: UInt128
    @usableFromInline let increment: UInt128

    @usableFromInline static let multiplier: UInt128 = 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645

    /// A generator of the numbers that belong to `seed`.
    public init(seed: UInt64) {
        self.init(SeedSequence(seed: seed, stream: nil))
    }

    /// A generator whose numbers have nothing to do with those of other streams of the same seed:
    /// one for each thread, fold or layer.
    public init(seed: UInt64, stream: UInt32) {
        self.init(SeedSequence(seed: seed, stream: stream))
    }

    private init(_ sequence: SeedSequence) {
        let words = sequence.words(4)
        let start = UInt128(words[0]) << 64 | UInt128(words[1])
        increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
        state = (increment &+ start) &* Self.multiplier &+ increment
    }

    /// 64 random bits.
    @inlinable
    public mutating func next() -> UInt64 {
        state = state &* Self.multiplier &+ increment
        return Self.output(state)
    }

    @inlinable @inline(__always)
    static func output(_ state: UInt128) -> UInt64 {
        let high = UInt64(truncatingIfNeeded: state >> 64)
        let mixed = high ^ UInt64(truncatingIfNeeded: state)
        let rotation = high >> 58
        return mixed >> rotation | mixed << ((64 &- rotation) & 63)
    }

    /// Writes what `next()` would give `count` times. Four numbers at a time do not wait for each other.
    package mutating func fill(_ target: UnsafeMutablePointer<UInt64>, _ count: Int) {
        let square = Self.multiplier &* Self.multiplier
        let multiplier = square &* square
        let increment = (square &+ 1) &* (Self.multiplier &+ 1) &* self.increment
        var index = 0
        if count >= 4 {
            var first = state &* Self.multiplier &+ self.increment
            var second = first &* Self.multiplier &+ self.increment
            var third = second &* Self.multiplier &+ self.increment
            var fourth = third &* Self.multiplier &+ self.increment
            while true {
                target[index] = Self.output(first)
                target[index + 1] = Self.output(second)
                target[index + 2] = Self.output(third)
                target[index + 3] = Self.output(fourth)
                index += 4
                if index + 4 > count { break }
                first = first &* multiplier &+ increment
                second = second &* multiplier &+ increment
                third = third &* multiplier &+ increment
                fourth = fourth &* multiplier &+ increment
            }
            state = fourth
        }
        while index < count {
            target[index] = next()
            index += 1
        }
    }

    /// This generator as it would be after `count` jumps of about 0.62 * 2^128 numbers: far from
    /// where it is now, and far from where any other small number of jumps leads.
    public func jumped(_ count: UInt64 = 1) -> PCG64 {
        var result = self
        result.advance(by: 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835 &* UInt128(count))
        return result
    }

    /// Skips `count` numbers, in as many steps as `count` has bits.
    private mutating func advance(by count: UInt128) {
        var multiplier = Self.multiplier
        var increment = increment
        var totalMultiplier: UInt128 = 1
        var totalIncrement: UInt128 = 0
        var rest = count
        while rest > 0 {
            if rest & 1 == 1 {
                totalMultiplier = totalMultiplier &* multiplier
                totalIncrement = totalIncrement &* multiplier &+ increment
            }
            increment = (multiplier &+ 1) &* increment
            multiplier = multiplier &* multiplier
            rest >>= 1
        }
        state = totalMultiplier &* state &+ totalIncrement
    }
}

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
