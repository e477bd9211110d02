/// What is wrong with a file, or with other input, where in it, and what was expected.
///
///     tweets.csv:12: 3 fields, expected 2.
public struct FormatError: Error, Sendable, Hashable {
    /// A place in a file.
    public enum Place: Sendable, Hashable {
        /// A line, counted from 1.
        case line(Int)
        /// A byte, counted from 0.
        case byte(Int)
        /// A tensor of a safetensors file.
        case tensor(String)
        /// A member of the JSON in a file, such as `model.vocab`.
        case member(String)
    }

    /// The file's path, or the name given to input that is no file; nil where that is not known.
    public var file: String?
    /// Where in the file, if not in all of it.
    public let place: Place?
    /// What was found and what was expected, without a full stop.
    public let problem: String
    /// What to do about it, where that is more than to give another file.
    public let remedy: String?
    /// The options, as the code calls them, with which the file, or the rest of it, can be read: such
    /// as `labelColumn`, or `onBadRow: .skip` where one value of an option helps.
    public let options: [String]

    /// Creates an error; `problem` and `remedy` have no full stop.
    public init(
        file: String? = nil,
        place: Place? = nil,
        problem: String,
        remedy: String? = nil,
        options: [String] = []
    ) {
        self.file = file
        self.place = place
        self.problem = problem
        self.remedy = remedy
        self.options = options
    }
}

extension FormatError: CustomStringConvertible {
    public var description: String {
        let source: String? =
            switch (file, place) {
            case (let file?, .line(let line)): "\(file):\(line)"
            case (let file?, let place?): "\(file), \(place)"
            case (let file, nil): file
            case (nil, let place?): "\(place)"
            }
        return (source.map { $0 + ": " } ?? "") + problem + "."
            + (remedy.map { " " + $0 + "." } ?? "")
    }
}

extension FormatError.Place: CustomStringConvertible {
    public var description: String {
        switch self {
        case .line(let line): "line \(line)"
        case .byte(let byte): "byte \(byte)"
        case .tensor(let tensor): "tensor \"\(tensor)\""
        case .member(let member): member
        }
    }
}
