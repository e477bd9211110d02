/// Why a matrix could not be factorised, or a system of equations not be solved.
public enum LinearAlgebraError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An element is NaN or infinite; `row` and `column` of the first such element.
    case notFinite(row: Int, column: Int)
    /// The matrix is not positive definite: its leading block of `order` rows and columns is not.
    case notPositiveDefinite(order: Int)
    /// The matrix is not of full rank: pivot `index` of its LU factorisation is exactly 0.
    case notFullRank(pivot: Int)
    /// LAPACK's iteration did not converge. `information` is what the routine says of it.
    case didNotConverge(routine: String, information: Int)
    /// There was not enough memory for the work space.
    case outOfMemory(routine: String)

    public var description: String {
        switch self {
        case .notFinite(let row, let column):
            "The matrix element at row \(row), column \(column) is NaN or infinite."
        case .notPositiveDefinite(let order):
            "The matrix is not positive definite: its leading \(order) x \(order) block is not."
        case .notFullRank(let pivot):
            "The matrix is not of full rank: pivot \(pivot) is 0."
        case .didNotConverge(let routine, let information):
            "LAPACK's \(routine) did not converge (information \(information))."
        case .outOfMemory(let routine):
            "There is not enough memory for the work space of LAPACK's \(routine)."
        }
    }
}
