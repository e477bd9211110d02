/// How much a parameter matters for the value of a trial.
public struct ParameterImportance: Sendable, Equatable {
    public let name: String
    /// Its share: the importances of all parameters add up to 1.
    public let share: Double

    /// Creates the importance of a parameter.
    public init(name: String, share: Double) {
        self.name = name
        self.share = share
    }
}

extension [ParameterImportance] {
    /// The shares of amounts, most first; equal ones where all amounts are 0.
    init(amounts: [(name: String, amount: Double)]) {
        let sum = amounts.reduce(0) { $0 + $1.amount }
        self = amounts.map { name, amount in
            let share = sum == 0 ? 1 / Double(amounts.count) : amount / sum
            return ParameterImportance(name: name, share: share)
        }.sorted { $0.share > $1.share }
    }
}

extension Study {
    /// The complete trials whose value is a finite number.
    var comparedTrials: [Trial] {
        trials.filter { $0.state == .complete && $0.value?.isFinite == true }
    }
}
