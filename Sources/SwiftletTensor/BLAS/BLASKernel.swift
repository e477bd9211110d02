/// Which of OpenBLAS's kernels run, and why.
///
///     print(BLAS.kernel)
///     // Zen: chosen by OpenBLAS (OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY Zen MAX_THREADS=64)
public struct BLASKernel: Sendable, Equatable, CustomStringConvertible {
    /// The processor core that the kernels were written for, as OpenBLAS names it: `Zen`.
    public let name: String
    /// Why these kernels run.
    public let reason: Reason
    /// How many threads OpenBLAS may use: 1. The library splits the work itself; see ``Threads``.
    public let threads: Int
    /// OpenBLAS's version and the options it was built with.
    public let configuration: String

    /// Why a kernel runs.
    public enum Reason: Sendable, Equatable, CustomStringConvertible {
        /// OpenBLAS chose it, and it fits the processor.
        case chosenByOpenBLAS
        /// The environment's `OPENBLAS_CORETYPE` asks for it.
        case setInEnvironment(String)
        /// This OpenBLAS was built for one core.
        case onlyOneBuilt
        /// OpenBLAS chose one for a lesser processor, and this build cannot choose again.
        case cannotChooseAgain
        /// OpenBLAS had chosen `original`, one for a lesser processor. The better ones of
        /// `rejected` are not in this build or failed the check of their results.
        case replaced(original: String, rejected: [String])
        /// OpenBLAS chose one for a lesser processor, but all of the better ones are not in this
        /// build or failed the check of their results.
        case noBetterOne(rejected: [String])

        public var description: String {
            func without(_ rejected: [String]) -> String {
                rejected.isEmpty
                    ? "" : " (\(rejected.joined(separator: ", ")) missing or found wrong)"
            }
            return switch self {
            case .chosenByOpenBLAS: "chosen by OpenBLAS"
            case .setInEnvironment(let value): "set by OPENBLAS_CORETYPE=\(value)"
            case .onlyOneBuilt: "the only one in this build of OpenBLAS"
            case .cannotChooseAgain:
                "chosen by OpenBLAS; the processor could do better, but this build cannot change"
            case .replaced(let original, let rejected):
                "instead of OpenBLAS's fallback \(original)" + without(rejected)
            case .noBetterOne(let rejected): "OpenBLAS's fallback" + without(rejected)
            }
        }
    }

    public var description: String { "\(name): \(reason) (\(configuration))" }
}
