/// Finds the most frequent terms, and among equally frequent ones the same that NumPy finds.
///
/// scikit-learn keeps the terms at `(-frequencies).argsort()[:count]`, terms in the order of their
/// code points. `argsort` is not stable: which of the terms that tie for the last places it puts
/// first depends on how it sorts. NumPy's portable sort is an introsort: quicksort with the median
/// of three, insertion sort for 16 elements or fewer, heapsort where quicksort goes too deep
/// (D. Musser, "Introspective Sorting and Selection Algorithms", 1997). This follows it step by
/// step, but only into the part where the last place lies. On x86-64 with AVX2 or AVX-512 NumPy
/// sorts with vector instructions instead, in an order that depends on the processor;
/// `NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4"` (AVX2, AVX512_SKX in older versions) gives the
/// portable order there.
package struct LargestFrequencies {
    private let frequencies: [UInt32]
    private var order: [Int]

    /// Which of `frequencies` are among the `count` largest.
    package static func select(_ count: Int, of frequencies: [UInt32]) -> [Bool] {
        var isSelected = [Bool](repeating: false, count: frequencies.count)
        if count >= frequencies.count { return isSelected.map { _ in true } }
        var selection = LargestFrequencies(frequencies)
        selection.partition(at: count)
        for index in selection.order[..<count] { isSelected[index] = true }
        return isSelected
    }

    private init(_ frequencies: [UInt32]) {
        self.frequencies = frequencies
        order = Array(frequencies.indices)
    }

    /// Whether the element at one place is to stand before that at another: the larger one first.
    @inline(__always)
    private func precedes(_ first: Int, _ second: Int) -> Bool {
        frequencies[order[first]] > frequencies[order[second]]
    }

    /// Sorts until the elements before place `boundary` are those that stand there at the end.
    private mutating func partition(at boundary: Int) {
        var (low, high) = (0, order.count - 1)
        var depth = (Int.bitWidth - 1 - order.count.leadingZeroBitCount) * 2
        var checksDepth = true
        while true {
            if checksDepth && depth < 0 {
                heapsort(low...high)
                return
            }
            if high - low <= 15 {
                insertionSort(low, high)
                return
            }
            let middle = low + (high - low) >> 1
            if precedes(middle, low) { order.swapAt(middle, low) }
            if precedes(high, middle) { order.swapAt(high, middle) }
            if precedes(middle, low) { order.swapAt(middle, low) }
            let pivot = frequencies[order[middle]]
            var (left, right) = (low, high - 1)
            order.swapAt(middle, right)
            while true {
                repeat { left += 1 } while frequencies[order[left]] > pivot
                repeat { right -= 1 } while pivot > frequencies[order[right]]
                if left >= right { break }
                order.swapAt(left, right)
            }
            order.swapAt(left, high - 1)
            depth -= 1
            if boundary == left || boundary == left + 1 { return }
            // The smaller side goes on at once, without a look at the depth.
            let leftIsSmaller = left - low < high - left
            if boundary < left {
                high = left - 1
                checksDepth = !leftIsSmaller
            } else {
                low = left + 1
                checksDepth = leftIsSmaller
            }
        }
    }

    private mutating func insertionSort(_ low: Int, _ high: Int) {
        var next = low + 1
        while next <= high {
            let element = order[next]
            var hole = next
            while hole > low && frequencies[element] > frequencies[order[hole - 1]] {
                order[hole] = order[hole - 1]
                hole -= 1
            }
            order[hole] = element
            next += 1
        }
    }

    /// Heapsort of some places, the heap's root at the first of them.
    private mutating func heapsort(_ places: ClosedRange<Int>) {
        let base = places.lowerBound - 1
        var size = places.count
        var root = size >> 1
        while root > 0 {
            siftDown(order[base + root], from: root, base: base, size: size)
            root -= 1
        }
        while size > 1 {
            let element = order[base + size]
            order[base + size] = order[base + 1]
            size -= 1
            siftDown(element, from: 1, base: base, size: size)
        }
    }

    private mutating func siftDown(_ element: Int, from root: Int, base: Int, size: Int) {
        var (parent, child) = (root, root * 2)
        while child <= size {
            if child < size && precedes(base + child, base + child + 1) { child += 1 }
            if frequencies[element] <= frequencies[order[base + child]] { break }
            order[base + parent] = order[base + child]
            parent = child
            child *= 2
        }
        order[base + parent] = element
    }
}
