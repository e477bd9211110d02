/// The numbers that a transformer's training multiplies.
public enum TrainingPrecision: String, Sendable, CaseIterable, Codable {
    /// Floats of 32 bits.
    case float32
    /// Floats of 16 bits with the range of 32, whose products are added up in 32; faster where the
    /// processor multiplies such numbers (AMX, AVX-512 BF16).
    ///
    /// The inputs and weights of linear layers and the gradients of their outputs are rounded for each
    /// product. Weights, gradients, what the optimiser keeps, and all work between the products stay
    /// `Float`. The same seed gives the same numbers with one kernel, which ``Kernels`` names, not from
    /// one to another.
    case bfloat16
}
