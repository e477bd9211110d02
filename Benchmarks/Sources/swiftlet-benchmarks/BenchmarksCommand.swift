import ArgumentParser

/// This library's side of the comparison: each subcommand does one piece of work, times it inside
/// the process and prints a JSON object. `compare.py` drives it.
@main
struct BenchmarksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftlet-benchmarks",
        abstract: "Times one piece of work and prints a JSON object.",
        subcommands: [
            MachineCommand.self,
            MatrixProductsCommand.self,
            SparseProductsCommand.self,
            Int8ProductsCommand.self,
            TFIDFCommand.self,
            WordPieceCommand.self,
            BytePairCommand.self,
            UnigramCommand.self,
            UniversalSentenceEncoderCommand.self,
            SentencesCommand.self,
            EmbeddingsCommand.self,
            LogisticCommand.self,
            ClassifierCommand.self,
            BiLSTMEpochCommand.self,
            BiLSTMInferenceCommand.self,
            BiLSTMCostCommand.self,
            WordVectorsCommand.self,
            DistilBERTCommand.self,
            FineTuningCommand.self,
            FineTunedClassifierCommand.self,
            SearchCommand.self,
        ]
    )
}
