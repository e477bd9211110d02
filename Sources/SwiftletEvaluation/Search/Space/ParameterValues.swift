/// The values of the parameters of a search in one trial.
///
///     let rate = trial.parameters.double("learning rate")
///     let ratio = trial.parameters["l1 ratio"]        // nil where the conditions leave it out
public struct ParameterValues: Sendable {
    public let space: SearchSpace
    /// For each parameter of the space the number that stands for its value, NaN where it has none.
    package let codes: [Double]

    package init(space: SearchSpace, codes: [Double]) {
        self.space = space
        self.codes = codes
    }

    /// The value of a parameter; nil where it has none in this trial.
    public subscript(name: String) -> ParameterValue? {
        for index in space.indices(of: name) where !codes[index].isNaN {
            return space.parameters[index].domain.value(ofCode: codes[index])
        }
        return nil
    }

    /// The value of a parameter of numbers, which must have one in this trial.
    public func double(_ name: String) -> Double {
        switch self[name] {
        case .number(let value)?: return value
        case .integer(let value)?: return Double(value)
        default: preconditionFailure(mismatch(name, "a number"))
        }
    }

    /// The value of a parameter of whole numbers, which must have one in this trial.
    public func integer(_ name: String) -> Int {
        guard case .integer(let value)? = self[name] else {
            preconditionFailure(mismatch(name, "a whole number"))
        }
        return value
    }

    /// The value of a parameter of texts, which must have one in this trial.
    public func string(_ name: String) -> String {
        guard case .string(let value)? = self[name] else {
            preconditionFailure(mismatch(name, "a text"))
        }
        return value
    }

    /// The value of a parameter of Booleans, which must have one in this trial.
    public func bool(_ name: String) -> Bool {
        guard case .bool(let value)? = self[name] else {
            preconditionFailure(mismatch(name, "true or false"))
        }
        return value
    }

    /// The names and values of the parameters that have one, in the order of the space.
    public var pairs: [(name: String, value: ParameterValue)] {
        space.parameters.indices.filter { !codes[$0].isNaN }.map {
            let parameter = space.parameters[$0]
            return (parameter.name, parameter.domain.value(ofCode: codes[$0]))
        }
    }

    private func mismatch(_ name: String, _ expected: String) -> String {
        "The parameter \"\(name)\" is \(self[name].map { "\($0)" } ?? "not there"), not \(expected)."
    }
}

extension ParameterValues: Equatable {
    public static func == (first: ParameterValues, second: ParameterValues) -> Bool {
        first.space == second.space
            && zip(first.codes, second.codes).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
}

extension ParameterValues: CustomStringConvertible {
    public var description: String {
        pairs.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    }
}
