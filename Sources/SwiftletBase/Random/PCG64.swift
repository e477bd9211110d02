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
        let high = UInt64(truncatingIfNeeded: state >> 64)
        let mixed = high ^ UInt64(truncatingIfNeeded: state)
        let rotation = high >> 58
        return mixed >> rotation | mixed << ((64 &- rotation) & 63)
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
