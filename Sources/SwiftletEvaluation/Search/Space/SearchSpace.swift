import SwiftletBase

/// The hyper-parameters of a search, of which some have a value only where others have certain ones.
///
///     let space = SearchSpace([
///         .choice("solver", ["lbfgs", "liblinear", "saga"]),
///         .choice("penalty", ["none", "l2"], when: ["solver": ["lbfgs"]]),
///         .choice("penalty", ["l1", "l2"], when: ["solver": ["liblinear"]]),
///         .choice("penalty", ["none", "l1", "l2", "elasticnet"], when: ["solver": ["saga"]]),
///         .number("l1 ratio", 0...1, when: ["penalty": ["elasticnet"]]),
///         .number("C", 1e-3...10, scale: .logarithmic),
///     ])
///
/// Nothing but what the conditions allow is ever drawn, so no trial is lost to settings that do not
/// go together. A condition names a parameter that stands before, of choices or whole numbers. A name
/// may stand several times, with other values each time, under conditions that exclude each other.
public struct SearchSpace: Sendable {
    public let parameters: [SearchParameter]
    private let places: [String: [Int]]
    /// For each parameter what must hold, all of it: one of some parameters has one of some codes.
    private let requirements: [[[(parameter: Int, codes: [Double])]]]

    /// A space of these parameters, which must be possible.
    public init(_ parameters: [SearchParameter]) {
        if let problem = Self.problem(of: parameters) {
            preconditionFailure("The search space is impossible: \(problem).")
        }
        self.init(unchecked: parameters)
    }

    init(unchecked parameters: [SearchParameter]) {
        self.parameters = parameters
        let places = Dictionary(grouping: parameters.indices) { parameters[$0].name }
        self.places = places
        requirements = parameters.map { parameter in
            parameter.conditions.sorted { $0.key < $1.key }.map { name, values in
                (places[name] ?? []).map { place in
                    (place, values.compactMap { parameters[place].domain.code(of: $0) })
                }
            }
        }
    }

    /// Whether a parameter has a value where those before it have the values of `codes`.
    package func isActive(_ index: Int, _ codes: [Double]) -> Bool {
        requirements[index].allSatisfy { alternatives in
            alternatives.contains { $0.codes.contains(codes[$0.parameter]) }
        }
    }

    /// The places of the parameters of a name.
    package func indices(of name: String) -> [Int] { places[name] ?? [] }

    /// The names, each once, in the order of the parameters.
    public var names: [String] {
        parameters.indices.filter { places[parameters[$0].name]?.first == $0 }
            .map { parameters[$0].name }
    }

    /// What is wrong with a list of parameters; nil where nothing is.
    static func problem(of parameters: [SearchParameter]) -> String? {
        if parameters.isEmpty { return "there is no parameter" }
        for (index, parameter) in parameters.enumerated() {
            if let problem = parameter.domain.problem {
                return "the parameter \"\(parameter.name)\": \(problem)"
            }
            let earlier = parameters[..<index]
            for (name, values) in parameter.conditions.sorted(by: { $0.key < $1.key }) {
                let named = earlier.filter { $0.name == name }
                let condition = "the parameter \"\(parameter.name)\", its condition on \"\(name)\""
                if named.isEmpty { return "\(condition): no such parameter stands before" }
                for case .number in named.map(\.domain) {
                    return "\(condition): its values are not counted"
                }
                if values.isEmpty { return "\(condition): no value is named" }
                for value in values where named.allSatisfy({ $0.domain.code(of: value) == nil }) {
                    return "\(condition): \(value) is none of its values"
                }
            }
            for other in earlier where other.name == parameter.name {
                let areExclusive = parameter.conditions.contains { name, values in
                    other.conditions[name].map { Set($0).isDisjoint(with: values) } ?? false
                }
                if !areExclusive {
                    return "the parameter \"\(parameter.name)\" is there twice, "
                        + "and its conditions do not exclude each other"
                }
            }
        }
        return nil
    }
}

extension SearchSpace: Equatable {
    public static func == (first: SearchSpace, second: SearchSpace) -> Bool {
        first.parameters == second.parameters
    }
}
