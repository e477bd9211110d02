import SwiftletNeural

// Functions of each element. `y` may be `x`; `backward` turns the gradient of `y` into that of `x`.

/// GELU by its approximation with tanh, `y = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`, which is
/// `x` times the logistic function of twice what tanh is taken of.
enum TanhGELU {
    private static let factor: Float = 1.595769122
    private static let cubic: Float = 0.044715

    static func forward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        for index in stride(from: 0, to: count, by: 8) {
            let rest = count - index
            let value = loadEight(x + index, rest)
            let inner = value * (value * value * cubic + 1) * factor
            storeEight(value * logistic(inner), y + index, rest)
        }
    }

    static func backward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>
    ) {
        for index in stride(from: 0, to: count, by: 8) {
            let rest = count - index
            let value = loadEight(x + index, rest)
            let square = value * value
            let share = logistic(value * (square * cubic + 1) * factor)
            let slope = (square * (3 * cubic) + 1) * factor
            let total = share + value * share * (1 - share) * slope
            storeEight(loadEight(gradient + index, rest) * total, gradient + index, rest)
        }
    }
}

/// The hyperbolic tangent.
enum Tanh {
    static func forward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        for index in stride(from: 0, to: count, by: 8) {
            let rest = count - index
            storeEight(hyperbolicTangent(loadEight(x + index, rest)), y + index, rest)
        }
    }

    static func backward(
        _ count: Int,
        _ y: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { gradient[index] *= 1 - y[index] * y[index] }
    }
}

/// The sigmoid linear unit, `x` times the logistic function of `x`.
enum SiLU {
    static func forward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        for index in stride(from: 0, to: count, by: 8) {
            let rest = count - index
            let value = loadEight(x + index, rest)
            storeEight(value * logistic(value), y + index, rest)
        }
    }

    static func backward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>
    ) {
        for index in stride(from: 0, to: count, by: 8) {
            let rest = count - index
            let value = loadEight(x + index, rest)
            let share = logistic(value)
            let slope = share * ((1 - share) * value + 1)
            storeEight(loadEight(gradient + index, rest) * slope, gradient + index, rest)
        }
    }
}
