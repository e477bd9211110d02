import SwiftletBase
import SwiftletEvaluation
import TestSupport

/// A space with trials that `Fixtures/search/make_search.py` had Optuna run.
struct RecordedStudy {
    let space: SearchSpace
    let direction: SearchDirection
    let trials: [Trial]

    init(_ json: JSONObject) throws {
        space = try SearchSpace(json: json.array("space"))
        direction = SearchDirection(rawValue: try json.string("direction"))!
        trials = try json.array("trials").map { [space] in try Trial(recorded: $0, space: space) }
    }

    func trials(_ states: Set<String>) -> [Trial] {
        trials.filter { states.contains("\($0.state)") }
    }

    /// The number that stands for a value of a parameter.
    func code(_ name: String, _ value: JSONValue) throws -> Double {
        try space.parameters[space.indices(of: name)[0]].domain
            .code(of: ParameterValue(json: value))!
    }
}

extension Trial {
    fileprivate init(recorded json: JSONValue, space: SearchSpace) throws {
        let json = try json.object()
        let parameters = try json.object("parameters")
        let codes = try space.parameters.map { parameter -> Double in
            guard let value = parameters[parameter.name] else { return .nan }
            return parameter.domain.code(of: try ParameterValue(json: value))!
        }
        self.init(
            number: try json.integer("number"),
            parameters: ParameterValues(space: space, codes: codes)
        )
        state =
            switch try json.string("state") {
            case "complete": .complete
            case "pruned": .pruned
            case "fail": .failed("")
            default: .running
            }
        value = json["value"] == nil ? nil : try json.double("value")
        reports = try json.array("reports").map { report in
            let pair = try report.array()
            return Report(step: try pair[0].integer(), value: try pair[1].double())
        }
    }
}
