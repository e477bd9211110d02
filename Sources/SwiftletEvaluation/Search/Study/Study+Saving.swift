import SwiftletBase

extension Study: Loadable, Savable {
    private static let version = 1

    /// The study in a file that was saved before; a new one where there is no file yet.
    ///
    /// - Parameter path: A file of a study of the same space, direction, seed and data.
    /// - Throws: `FileError` where the file cannot be read; `FormatError` where it is no study, or
    ///   another one.
    public init(
        resuming path: String,
        space: SearchSpace,
        direction: SearchDirection,
        seed: UInt64,
        data: String = ""
    ) throws {
        let new = Study(space: space, direction: direction, seed: seed, data: data)
        guard FileReader.exists(path) else {
            self = new
            return
        }
        let saved = try Study(from: path)
        let differences = [
            ("space", "the study has another space", saved.space != space),
            ("direction", "the study has another direction", saved.direction != direction),
            ("seed", "the study has another seed", saved.seed != seed),
            ("data", "the trials are of other data, or of other settings", saved.data != data),
        ]
        if let (member, problem, _) = differences.first(where: \.2) {
            throw FormatError(
                file: path,
                place: .member(member),
                problem: problem,
                remedy: "Give it another file, or delete this one, and the search begins anew"
            )
        }
        self = saved
    }

    /// Loads a study with its trials.
    ///
    /// - Throws: `FileError` where the file cannot be read; `FormatError` where it is no study.
    public init(from path: String) throws {
        do {
            try self.init(json: JSONValue(from: path))
        } catch let error as FormatError {
            throw FormatError(
                file: path,
                place: error.place,
                problem: error.problem,
                remedy: error.remedy ?? "Delete it, and the search begins anew"
            )
        }
    }

    /// Saves the study as JSON; the earlier file stays whole until the new one is.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to path: String) throws {
        try AtomicFile.write(json.encoded(.pretty) + [UInt8(ascii: "\n")], to: path)
    }

    /// The study as JSON. Numbers that JSON does not have are the strings "NaN", "Infinity" and
    /// "-Infinity".
    package var json: JSONValue {
        [
            "format": "swiftlet-study", "version": .integer(Self.version),
            "direction": .string(direction.rawValue), "seed": .string("\(seed)"),
            "data": .string(data), "space": .array(space.parameters.map(\.json)),
            "trials": .array(trials.map(\.json)),
        ]
    }

    package init(json: JSONValue) throws(FormatError) {
        let members = try json.object()
        guard members["format"] == "swiftlet-study" else {
            throw FormatError(
                problem: "expected the trials of a search",
                remedy: "Delete it, and the search begins anew"
            )
        }
        let version = try members.integer("version")
        guard version == Self.version else {
            throw FormatError(
                place: .member("version"),
                problem: "version \(version) of studies, expected \(Self.version)",
                remedy: "Read it with the version of Swiftlet that wrote it"
            )
        }
        guard let direction = SearchDirection(rawValue: try members.string("direction")) else {
            throw FormatError(
                place: .member("direction"),
                problem: "expected \"minimize\" or \"maximize\""
            )
        }
        guard let seed = UInt64(try members.string("seed")) else {
            throw FormatError(place: .member("seed"), problem: "expected the digits of a seed")
        }
        self.init(
            space: try SearchSpace(json: try members.array("space")),
            direction: direction,
            seed: seed,
            data: try members.string("data")
        )
        for (index, value) in try members.array("trials").enumerated() {
            let place = "trials[\(index)]"
            let trial = try FormatError.within(place) { () throws(FormatError) in
                try Trial(json: try value.object(), space: space)
            }
            guard trial.number > trials.last?.number ?? -1 else {
                throw FormatError(
                    place: .member(place),
                    problem: "trial \(trial.number) does not follow the one before"
                )
            }
            trials.append(trial)
        }
    }
}

extension FormatError {
    /// Calls `body`, and puts `place` before the place that an error of it names.
    fileprivate static func within<Value>(
        _ place: String,
        _ body: () throws(FormatError) -> Value
    ) throws(FormatError) -> Value {
        do {
            return try body()
        } catch {
            let inner = error.place.map { ".\($0)" } ?? ""
            throw FormatError(
                place: .member(place + inner),
                problem: error.problem,
                remedy: error.remedy
            )
        }
    }
}

extension ParameterValue {
    fileprivate var json: JSONValue {
        switch self {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        }
    }

    package init(json: JSONValue) throws(FormatError) {
        switch json {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .string(let value): self = .string(value)
        default: throw FormatError(problem: "expected a string, a number or a Boolean")
        }
    }
}

extension [ParameterValue] {
    fileprivate var json: JSONValue { .array(map(\.json)) }

    fileprivate init(json: [JSONValue]) throws(FormatError) {
        self = []
        for value in json { append(try ParameterValue(json: value)) }
    }
}

extension SearchParameter {
    fileprivate var json: JSONValue {
        var members = JSONObject([("name", .string(name))])
        switch domain {
        case .number(let low, let high, let scale, let step):
            members["kind"] = "number"
            members["low"] = .number(low)
            members["high"] = .number(high)
            members["scale"] = .string(scale.rawValue)
            members["step"] = step.map { .number($0) }
        case .integer(let low, let high, let scale, let step):
            members["kind"] = "integer"
            members["low"] = .integer(low)
            members["high"] = .integer(high)
            members["scale"] = .string(scale.rawValue)
            members["step"] = .integer(step)
        case .choice(let values):
            members["kind"] = "choice"
            members["values"] = values.json
        }
        if !conditions.isEmpty {
            let sorted = conditions.sorted { $0.key < $1.key }
            members["when"] = .object(JSONObject(sorted.map { ($0.key, $0.value.json) }))
        }
        return .object(members)
    }

    fileprivate init(json: JSONObject) throws(FormatError) {
        let domain: Domain
        switch try json.string("kind") {
        case "number":
            domain = .number(
                low: try json.double("low"),
                high: try json.double("high"),
                scale: try Self.scale(json),
                step: json["step"] == nil ? nil : try json.double("step")
            )
        case "integer":
            domain = .integer(
                low: try json.integer("low"),
                high: try json.integer("high"),
                scale: try Self.scale(json),
                step: try json.integer("step")
            )
        case "choice": domain = .choice(try [ParameterValue](json: try json.array("values")))
        case let kind:
            throw FormatError(
                place: .member("kind"),
                problem: "\"\(kind)\", expected \"number\", \"integer\" or \"choice\""
            )
        }
        var conditions: [String: [ParameterValue]] = [:]
        if json["when"] != nil {
            let when = try json.object("when")
            for name in when.names {
                conditions[name] = try [ParameterValue](json: try when.array(name))
            }
        }
        self.init(try json.string("name"), domain, when: conditions)
    }

    private static func scale(_ json: JSONObject) throws(FormatError) -> Scale {
        guard let scale = Scale(rawValue: try json.string("scale")) else {
            throw FormatError(
                place: .member("scale"),
                problem: "expected \"linear\" or \"logarithmic\""
            )
        }
        return scale
    }
}

extension SearchSpace {
    package init(json: [JSONValue]) throws(FormatError) {
        var parameters: [SearchParameter] = []
        for (index, value) in json.enumerated() {
            parameters.append(
                try FormatError.within("space[\(index)]") { () throws(FormatError) in
                    try SearchParameter(json: try value.object())
                }
            )
        }
        if let problem = Self.problem(of: parameters) {
            throw FormatError(place: .member("space"), problem: problem)
        }
        self.init(unchecked: parameters)
    }
}

extension Trial {
    fileprivate var json: JSONValue {
        var members = JSONObject([("number", .integer(number))])
        switch state {
        case .running: members["state"] = "running"
        case .complete: members["state"] = "complete"
        case .pruned: members["state"] = "pruned"
        case .failed(let problem):
            members["state"] = "failed"
            members["problem"] = .string(problem)
        }
        members["value"] = value.map { JSONValue(anyNumber: $0) }
        members["parameters"] = .object(
            JSONObject(parameters.pairs.map { ($0.name, $0.value.json) })
        )
        if !reports.isEmpty {
            members["reports"] = .array(
                reports.map { .array([.integer($0.step), JSONValue(anyNumber: $0.value)]) }
            )
        }
        if !rungs.isEmpty { members["rungs"] = .array(rungs.map { JSONValue(anyNumber: $0) }) }
        members["seconds"] = .number(seconds)
        return .object(members)
    }

    fileprivate init(json: JSONObject, space: SearchSpace) throws(FormatError) {
        self.init(
            number: try json.integer("number"),
            parameters: try FormatError.within("parameters") { () throws(FormatError) in
                try ParameterValues(json: try json.object("parameters"), space: space)
            }
        )
        guard number >= 0 else {
            throw FormatError(place: .member("number"), problem: "\(number) is no trial's number")
        }
        value = try json["value"].map { value throws(FormatError) in try value.anyNumber() }
        switch try json.string("state") {
        case "complete": state = .complete
        case "pruned": state = .pruned
        case "failed": state = .failed(try json.string("problem"))
        case let other:
            throw FormatError(
                place: .member("state"),
                problem: "\"\(other)\", expected \"complete\", \"pruned\" or \"failed\""
            )
        }
        if state == .complete, value == nil {
            throw FormatError(place: .member("value"), problem: "a complete trial has one")
        }
        for report in json["reports"] == nil ? [] : try json.array("reports") {
            let pair = try report.array()
            guard pair.count == 2 else {
                throw FormatError(place: .member("reports"), problem: "expected step and value")
            }
            let next = Report(step: try pair[0].integer(), value: try pair[1].anyNumber())
            guard next.step > reports.last?.step ?? -1 else {
                throw FormatError(place: .member("reports"), problem: "expected ascending steps")
            }
            reports.append(next)
        }
        for rung in json["rungs"] == nil ? [] : try json.array("rungs") {
            rungs.append(try rung.anyNumber())
        }
        seconds = try json.double("seconds")
    }
}

extension ParameterValues {
    fileprivate init(json: JSONObject, space: SearchSpace) throws(FormatError) {
        var codes = [Double](repeating: .nan, count: space.parameters.count)
        var count = 0
        for (index, parameter) in space.parameters.enumerated() where space.isActive(index, codes) {
            let name = parameter.name
            let value = try ParameterValue(json: try json.value(name))
            guard let code = parameter.domain.code(of: value) else {
                throw FormatError(
                    place: .member(name),
                    problem: "\(value) is none of the parameter's values"
                )
            }
            codes[index] = code
            count += 1
        }
        guard count == json.count else {
            throw FormatError(problem: "there are parameters that the space does not have")
        }
        self.init(space: space, codes: codes)
    }
}

extension JSONValue {
    /// A number, or the name of one that JSON does not have.
    fileprivate init(anyNumber value: Double) {
        switch value {
        case .infinity: self = "Infinity"
        case -.infinity: self = "-Infinity"
        case _ where value.isNaN: self = "NaN"
        default: self = .number(value)
        }
    }

    fileprivate func anyNumber() throws(FormatError) -> Double {
        switch self {
        case "NaN": return .nan
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: return try double()
        }
    }
}
