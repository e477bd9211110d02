import SwiftletBase
import SwiftletEvaluation

/// A trial in a file of searches that drew all settings at random, before they were studies: an array
/// of these.
struct EarlierTrial<Configuration: Codable>: Codable {
    struct Outcome: Codable {
        let configuration: Configuration
        /// The highest F1; 0 where the training went astray, which then has no loss.
        let f1: Double
        let loss: Double?
    }

    /// What the trial was trained and compared on.
    let data: String
    let trial: Outcome
}

/// The trials in a file of an earlier form; nil where there is none, or it has another form.
func earlierTrials<Configuration>(in path: String) throws -> [EarlierTrial<Configuration>]? {
    guard FileReader.exists(path) else { return nil }
    let bytes = try FileReader.bytes(of: path)
    guard bytes.first(where: { !UnicodeScalar($0).properties.isWhitespace }) == UInt8(ascii: "[")
    else { return nil }
    do {
        return try SavedJSON.value(in: bytes, of: path)
    } catch let error as FormatError {
        throw FormatError(
            file: path,
            place: error.place,
            problem: error.problem,
            remedy: "Delete it, and the search begins anew"
        )
    }
}

extension Study {
    /// Adds the trials of an earlier form, which must all be some of this search.
    mutating func add<Configuration: SearchableConfiguration>(
        _ earlier: [EarlierTrial<Configuration>],
        around configuration: Configuration,
        data: String,
        file: String
    ) throws {
        for (number, entry) in earlier.enumerated() {
            let outcome = entry.trial
            guard entry.data == data,
                let parameters = outcome.configuration.parameters(in: space),
                try configuration.applying(parameters) == outcome.configuration
            else {
                throw FormatError(
                    file: file,
                    place: .member("[\(number)]"),
                    problem: "a trial of other texts or settings",
                    remedy: "Give the search another file, or delete this one, and it begins anew"
                )
            }
            var trial = Trial(number: number, parameters: parameters)
            let isAstray = outcome.loss == nil
            trial.state = isAstray ? .pruned : .complete
            trial.value = isAstray ? .nan : outcome.f1
            trials.append(trial)
        }
    }
}
