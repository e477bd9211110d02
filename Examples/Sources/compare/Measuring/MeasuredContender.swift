import ExampleSupport
import Swiftlet

/// A trained contender with its scores and costs.
struct MeasuredContender {
    let contender: Contender
    let approach: any Approach
    let splits: [EvaluatedSplit]
    let measurements: Measurements
    let trainingTweets: Int
    /// The record of the training.
    let training: TrainingRecord

    /// Measures a contender, unless that was done before with the same model, tweets and threads.
    init(
        _ contender: Contender,
        of run: TrainingRun,
        on tweets: SharedTweets,
        classify: String,
        quick: Bool,
        again: Bool
    ) throws {
        let directory = run.directory(of: contender)
        let path = run.measurements(of: contender)
        // A model that an earlier version of this program saved has none.
        if MLflowModel.identifier(in: directory) == nil { try MLflowModel.add(to: directory) }
        let fingerprints = tweets.unseen.map {
            ($0.name, JSONValue.string(DataFingerprint($0.examples).description))
        }
        // Taken anew after measuring, which adds the profile to the model.
        func identity() throws -> JSONObject {
            JSONObject([
                ("model", .string(try DataFingerprint(from: directory).description)),
                ("threads", .integer(Threads.count)),
                ("splits", .object(JSONObject(fingerprints))),
            ])
        }
        let hasProfile = fileExists(directory + "/" + PredictionProfile.fileName)
        var kept =
            again || !hasProfile ? nil : Measurements(path: path, identity: try identity())
        if kept == nil {
            let progress = Progress("Measuring \(contender.name)", total: 100)
            defer { progress.finish() }
            kept = try Measurements(
                of: directory,
                on: tweets.unseen,
                classify: classify,
                seconds: quick ? 1 : 5,
                progress: { progress.update($0 * 100, note: "") }
            )
            try kept!.write(to: path, identity: identity())
        }
        let measurements = kept!
        self.contender = contender
        self.measurements = measurements
        approach = run.approach
        splits = tweets.unseen.map {
            EvaluatedSplit(
                $0.name,
                $0.examples,
                labels: tweets.labels,
                probabilities: measurements.probabilities[$0.name]!
            )
        }
        trainingTweets = run.training.count
        training = run.record
    }

    /// The split of a name, which must be there.
    func split(_ name: String) -> EvaluatedSplit { splits.first { $0.name == name }! }

    /// The hard tweets; nil where the data have other classes.
    var hard: EvaluatedSplit? { splits.first { $0.name == "hard" } }

    /// The epochs' losses; nil where there were no epochs.
    var losses: (training: [Double], validation: [Double])? {
        guard let epochs = try? training.details.array("epochs") else { return nil }
        func losses(_ name: String) -> [Double] {
            epochs.compactMap { try? $0.object().double(name) }
        }
        return (losses("training_loss"), losses("validation_loss"))
    }
}
