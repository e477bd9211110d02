/// Memory of plain values that grows at its end, for loops that must neither check bounds nor
/// count references.
@usableFromInline
package struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
    /// Moves when the buffer grows.
    @usableFromInline package internal(set) var base: UnsafeMutablePointer<Element>
    /// The first so many elements hold values. Where it is set, there must be room for them.
    @usableFromInline package var count: Int
    @usableFromInline package internal(set) var capacity: Int

    /// Room for `capacity` elements, none of them there yet.
    @inlinable
    package init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
        count = 0
    }

    /// `count` elements, each `value`.
    @inlinable
    package init(repeating value: Element, count: Int) {
        self.init(capacity: count)
        base.initialize(repeating: value, count: count)
        self.count = count
    }

    /// `count` elements that hold nothing yet; the caller writes each before it reads it.
    @inlinable
    package init(uninitialized count: Int) {
        self.init(capacity: count)
        self.count = count
    }

    @inlinable
    deinit { base.deallocate() }

    @inlinable
    package subscript(position: Int) -> Element {
        @inline(__always) get { base[position] }
        @inline(__always) nonmutating set { base[position] = newValue }
    }

    @inlinable @inline(__always)
    package mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        base[count] = element
        count &+= 1
    }

    @inlinable
    package mutating func append(from source: UnsafePointer<Element>, count added: Int) {
        reserve(added)
        put(source, added)
    }

    /// Makes room for `added` further elements.
    @inlinable @inline(__always)
    package mutating func reserve(_ added: Int) {
        if capacity - count < added { grow(to: count + added) }
    }

    /// Appends an element for which room was reserved.
    @inlinable @inline(__always)
    package mutating func put(_ element: Element) {
        base[count] = element
        count &+= 1
    }

    /// Appends `added` elements for which room was reserved.
    @inlinable @inline(__always)
    package mutating func put(_ source: UnsafePointer<Element>, _ added: Int) {
        (base + count).update(from: source, count: added)
        count += added
    }

    @inlinable @inline(__always)
    package mutating func removeAll() { count = 0 }

    @inlinable @inline(never)
    mutating func grow(to needed: Int) {
        let larger = max(needed, capacity * 2)
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        HugePages.prefer(for: UnsafeMutableBufferPointer(start: memory, count: larger))
        memory.update(from: base, count: count)
        base.deallocate()
        base = memory
        capacity = larger
    }
}
