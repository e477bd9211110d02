import ExampleSupport
import Swiftlet

extension Comparison {
    /// Everything measured: a row for each quantity, a column for each contender, published
    /// figures below what was measured here.
    var table: TextTable {
        let labels = contenders[0].split("test").labels
        var table = TextTable(
            title: "Every approach on the same tweets",
            columns: [.text("")] + contenders.map { .number($0.contender.name) }
        )
        func add(_ name: String, _ value: (MeasuredContender) -> String) {
            table.append([name] + contenders.map(value))
        }
        func addPublished(_ name: String, _ value: (PublishedFigures) -> String?) {
            guard showsPublished,
                contenders.contains(where: { value($0.contender.published) != nil })
            else { return }
            add(name) { value($0.contender.published) ?? "–" }
        }
        add("tweets trained on") { NumberFormat.count($0.trainingTweets) }
        add("\(nameOfF1), validation") { NumberFormat.decimal($0.split("validation").scores.f1) }
        addPublished("F1, validation, published") {
            $0.validationF1.map { NumberFormat.decimal($0, places: 2) }
        }
        add("\(nameOfF1), test") { NumberFormat.decimal($0.split("test").scores.f1) }
        addPublished("F1, test, published") {
            $0.testF1.map { NumberFormat.decimal($0, places: 2) }
        }
        add("accuracy, test") { NumberFormat.decimal($0.split("test").scores.accuracy) }
        if labels.count > 2 {
            for (place, label) in labels.enumerated() {
                add("·\u{A0}F1 of \(label)") {
                    NumberFormat.decimal($0.split("test").scores.classes[place].f1)
                }
            }
        }
        let builtIn = EvaluatedSplit.builtInNames
        for split in contenders[0].splits where !builtIn.contains(split.name) {
            add("\(nameOfF1), \(split.name)") {
                NumberFormat.decimal($0.split(split.name).scores.f1)
            }
            add("accuracy, \(split.name)") {
                NumberFormat.decimal($0.split(split.name).scores.accuracy)
            }
        }
        if let hard = contenders[0].hard {
            add("accuracy, \(hard.examples.count) hard tweets") {
                NumberFormat.decimal($0.split("hard").scores.accuracy)
            }
            addPublished("accuracy, 40 others, published") {
                $0.hardAccuracy.map { NumberFormat.decimal($0, places: 2) }
            }
            for category in hard.categories {
                add("·\u{A0}\(category.name) (\(category.count))") { contender in
                    let all = contender.split("hard").categories
                    let own = all.first { $0.name == category.name }!
                    return NumberFormat.decimal(own.accuracy, places: 2)
                }
            }
        }
        add("training time") { NumberFormat.duration(seconds: $0.training.seconds) }
        add("load time") { NumberFormat.duration(seconds: $0.measurements.loadSeconds) }
        add("start to first answer") {
            NumberFormat.duration(seconds: $0.measurements.startSeconds)
        }
        add("one tweet, p50") { NumberFormat.duration(seconds: $0.measurements.latency.p50) }
        add("one tweet, p95") { NumberFormat.duration(seconds: $0.measurements.latency.p95) }
        add("one tweet, p99") { NumberFormat.duration(seconds: $0.measurements.latency.p99) }
        add("tweets/s in a batch") { NumberFormat.count(Int($0.measurements.tweetsPerSecond)) }
        add("peak memory") { NumberFormat.bytes($0.measurements.peakBytes) }
        addPublished("peak memory, published") { $0.memory }
        add("size on disk") { NumberFormat.bytes($0.measurements.modelBytes) }
        return table
    }
}

extension PublishedFigures {
    /// The peak memory in words.
    var memory: String {
        let (low, high) = (mebibytes.lowerBound, mebibytes.upperBound)
        if low == high { return NumberFormat.bytes(Int(low * 1_048_576)) }
        return
            "\(NumberFormat.decimal(low, places: 0))–\(NumberFormat.bytes(Int(high * 1_048_576)))"
    }
}
