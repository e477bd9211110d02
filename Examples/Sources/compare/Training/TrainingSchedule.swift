import ExampleSupport
import Swiftlet

/// How long the trainings that are still to do take, one after the other.
struct TrainingSchedule {
    private let tasks: [(name: String, seconds: Double)]

    /// Trains a little of each, to see how fast this machine is.
    init(_ runs: [TrainingRun]) throws {
        let progress = Progress("Estimating", total: runs.count)
        defer { progress.finish() }
        tasks = try runs.enumerated().map { index, run in
            defer { progress.update(index + 1) }
            return (run.approach.name, try run.approach.estimate(run.training))
        }
    }

    private func seconds(_ run: TrainingRun) -> Double? {
        tasks.first { $0.name == run.approach.name }?.seconds
    }

    /// What is to do once `run` is done.
    func seconds(after run: TrainingRun) -> Double {
        tasks.drop { $0.name != run.approach.name }.dropFirst().reduce(0) { $0 + $1.seconds }
    }

    /// Tells what is trained on how many tweets, and about how long it takes.
    func announce(of runs: [TrainingRun]) {
        let total = tasks.reduce(0) { $0 + $1.seconds }
        guard !tasks.isEmpty else {
            compare.announce("Nothing is to train: all is there from an earlier run.")
            return
        }
        var table = TextTable(
            title: "Training takes about \(NumberFormat.duration(seconds: total)) on "
                + "\(counted(Threads.count, "thread")); measuring comes on top",
            columns: [.text("approach"), .number("tweets"), .number("about")]
        )
        for run in runs {
            table.append([
                run.approach.title,
                NumberFormat.count(run.training.count),
                seconds(run).map(NumberFormat.duration) ?? "done",
            ])
        }
        compare.announce("\(table)\n")
    }
}
