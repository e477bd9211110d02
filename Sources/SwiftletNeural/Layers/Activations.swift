import SwiftletTensor

// Functions of each element, and the gradient of softmax of each row. `backward` takes the function's result `y`
// and turns the gradient of `y` into that of `x`, in place.

/// `y = max(x, 0)`. The gradient at 0 is 0.
package enum ReLU {
    package static func forward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { y[index] = x[index] < 0 ? 0 : x[index] }
    }

    package static func backward(
        _ count: Int,
        _ y: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { gradient[index] = y[index] > 0 ? gradient[index] : 0 }
    }
}

/// `y = 1 / (1 + exp(-x))`
package enum Sigmoid {
    package static func forward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        for index in stride(from: 0, to: count, by: 8) {
            let rest = count - index
            storeEight(logistic(loadEight(x + index, rest)), y + index, rest)
        }
    }

    package static func backward(
        _ count: Int,
        _ y: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { gradient[index] *= y[index] * (1 - y[index]) }
    }
}

/// `y = exp(x)` divided by its sum over the row.
package enum Softmax {
    package static func backward(
        _ rows: Int,
        _ columns: Int,
        _ y: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            let (y, gradient) = (y + row * columns, gradient + row * columns)
            let product = Float(VectorMath.dot(columns, y, gradient))
            for column in 0..<columns {
                gradient[column] = y[column] * (gradient[column] - product)
            }
        }
    }
}
