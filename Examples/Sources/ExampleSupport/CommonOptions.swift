import ArgumentParser

/// The options that every training example takes.
public struct CommonOptions: ParsableArguments {
    @Option(help: "Labelled tweets: a table with a column of texts and one of labels.")
    public var data: String?

    @Option(name: .customLong("test"), help: "A further labelled file to evaluate on; repeatable.")
    public var tests: [String] = []

    @Option(
        help: """
            How many tweets of each class to draw, or 'all' (default: 8,000, for DistilBERT 20,000, and \
            no more than the rarer of two classes has; of three classes or more, those that have fewer \
            give all).
            """
    )
    public var perClass: CountOrAll?

    @Option(help: "The seed of the draw, the splits and the training.")
    public var seed: UInt64 = 42

    @OptionGroup public var threading: ThreadOptions

    @Option(help: "Directory of fetched models (default: SWIFTLET_MODELS, else Examples/.models).")
    public var models: String?

    @OptionGroup public var table: TableOptions

    public init() {}

    /// Makes the thread count the library's.
    public func apply() { threading.apply() }
}
