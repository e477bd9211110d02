/// Memory of plain values that grows at its end, for loops that must neither check bounds nor
/// count references.
struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count: Int
    private(set) var capacity: Int

    /// Room for `capacity` elements, none of them there yet.
    init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
        count = 0
    }

    /// `count` elements, each `value`.
    init(repeating value: Element, count: Int) {
        self.init(capacity: count)
        base.initialize(repeating: value, count: count)
        self.count = count
    }

    /// `count` elements that hold nothing yet; the caller writes each before it reads it.
    init(uninitialized count: Int) {
        self.init(capacity: count)
        self.count = count
    }

    deinit { base.deallocate() }

    @inline(__always)
    subscript(position: Int) -> Element {
        get { base[position] }
        nonmutating set { base[position] = newValue }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        base[count] = element
        count &+= 1
    }

    mutating func append(from source: UnsafePointer<Element>, count added: Int) {
        reserve(added)
        (base + count).update(from: source, count: added)
        count += added
    }

    /// Makes room for `added` further elements.
    @inline(__always)
    mutating func reserve(_ added: Int) {
        if capacity - count < added { grow(to: count + added) }
    }

    /// Says that the first `newCount` elements hold values; there must be room for them.
    @inline(__always)
    mutating func setCount(_ newCount: Int) {
        count = newCount
    }

    @inline(__always)
    mutating func removeAll() { count = 0 }

    @inline(never)
    private mutating func grow(to needed: Int) {
        let larger = max(needed, capacity * 2)
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        memory.update(from: base, count: count)
        base.deallocate()
        base = memory
        capacity = larger
    }
}

extension UInt32 {
    /// The number that stands for "no token", "no n-gram" and "no column".
    static var none: UInt32 { .max }
}
