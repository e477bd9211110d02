/// An optimiser, by PyTorch's formulas.
public enum Optimizer: Sendable, Equatable, Codable {
    /// Stochastic gradient descent, `p -= rate * b` with `b = momentum * b + g`. Weight decay adds
    /// `weightDecay * p` to the gradient. Nesterov's variant steps along `g + momentum * b`.
    case sgd(momentum: Float = 0, weightDecay: Float = 0, isNesterov: Bool = false)
    /// Adam (Kingma and Ba 2015). Weight decay adds `weightDecay * p` to the gradient.
    case adam(
        beta1: Float = 0.9,
        beta2: Float = 0.999,
        epsilon: Float = 1e-8,
        weightDecay: Float = 0
    )
    /// Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019):
    /// `p -= rate * weightDecay * p` before each step.
    case adamW(
        beta1: Float = 0.9,
        beta2: Float = 0.999,
        epsilon: Float = 1e-8,
        weightDecay: Float = 0.01
    )

    /// How many numbers it keeps for each parameter.
    package var momentCount: Int {
        switch self {
        case .sgd(let momentum, _, _): momentum == 0 ? 0 : 1
        case .adam, .adamW: 2
        }
    }
}
