/// The numbers that linear layers multiply while a transformer is trained.
public enum TrainingPrecision: String, Sendable, CaseIterable, Codable {
    /// Floats of 32 bits.
    case float32
    /// bfloat16: floats of 16 bits with the range of `Float`. Their products are summed as `Float`.
    ///
    /// Faster than `float32` on a processor with AMX, and slower on one without, unless its AVX-512 BF16
    /// is much faster than its `Float` products, which on Intel's processors it is not.
    ///
    /// The inputs and weights of linear layers and the gradients of their outputs are rounded for each
    /// product. Weights, their gradients, the optimiser's state and all other work stay `Float`. A seed
    /// gives the same results with the same kernel, which ``Kernels`` names.
    case bfloat16
}
