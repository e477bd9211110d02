import Swiftlet

/// The training data of a challenger: old texts, and reported ones with a greater weight.
public struct TrainingMix: Sendable {
    public let old: [LabelledText]
    public let reported: [LabelledText]
    /// As how many texts a reported one counts.
    public let weight: Int

    /// - Parameters:
    ///   - old: The texts that the champion was trained on, or the like.
    ///   - reported: What users reported, none of it among `old`.
    ///   - weight: At least 1.
    public init(old: [LabelledText], reported: [LabelledText], weight: Int) {
        precondition(weight >= 1, "A weight of \(weight) is below 1.")
        (self.old, self.reported, self.weight) = (old, reported, weight)
    }

    /// All texts, reported ones as often as they count.
    public var all: [LabelledText] {
        old + reported.flatMap { repeatElement($0, count: weight) }
    }

    /// The same with at most so many old texts, drawn at random.
    public func drawing(_ count: Int, seed: UInt64) -> TrainingMix {
        guard count < old.count else { return self }
        var generator = PCG64(seed: seed)
        let places = generator.sample(count, of: old.count).sorted()
        return TrainingMix(old: places.map { old[$0] }, reported: reported, weight: weight)
    }

    /// Nine tenths to train on, and one to validate on, in which every text stands once.
    func parts(seed: UInt64) throws -> (training: TrainingMix, validation: [LabelledText]) {
        let texts = old + reported
        let parts = try stratifiedSplit(labels: texts.map(\.label), shares: [0.1], seed: seed)
        let training = TrainingMix(
            old: parts[0].filter { $0 < old.count }.map { texts[$0] },
            reported: parts[0].filter { $0 >= old.count }.map { texts[$0] },
            weight: weight
        )
        return (training, parts[1].map { texts[$0] })
    }
}

/// A classifier that was trained with the champion's approach and settings.
public struct Challenger: Sendable {
    /// The classifier that would be served.
    public let classifier: any TextClassifier
    /// The classifier with weights of 32 bits, from which the next training goes on, where the one
    /// that is served has others.
    public let trainable: (any TextClassifier)?
    /// How it was trained, in words.
    public let manner: String

    private init(
        _ classifier: any TextClassifier,
        trainable: (any TextClassifier)? = nil,
        _ manner: String
    ) {
        (self.classifier, self.trainable, self.manner) = (classifier, trainable, manner)
    }
}

extension Challenger {
    /// The progress of a training.
    public struct Settings: Sendable {
        /// The classifier with weights of 32 bits that the champion was made of.
        public var trainable: (any TextClassifier)?
        /// A file in which a sentence encoder's embeddings are kept for the next training.
        public var embeddings: String?
        /// Draws what is validated on.
        public var seed: UInt64 = 42

        public init() {}
    }

    /// Trains with the approach and the settings of the champion.
    ///
    /// A BiLSTM and a DistilBERT resume from the champion's weights. A linear classifier and the
    /// dense network on a sentence encoder are trained anew, which takes seconds.
    ///
    /// - Parameters:
    ///   - champion: What is served now.
    ///   - mix: What is trained on, with the numbers of the champion's labels; each must occur.
    ///   - progress: Called with the share of the training that is done.
    /// - Throws: `SettingError` where the champion cannot be trained further, and what the training
    ///   throws.
    public static func train(
        from champion: any TextClassifier,
        on mix: TrainingMix,
        settings: Settings = Settings(),
        progress: @Sendable (_ share: Double) -> Void = { _ in }
    ) throws -> Challenger {
        func report(_ step: TrainingProgress) -> TrainingDecision {
            let done = Double(step.epoch - 1) + Double(step.batch) / Double(step.batches)
            progress(done / Double(step.epochs))
            return .continue
        }
        switch champion {
        case let champion as LinearClassifier:
            let result = try LinearClassifier.train(
                on: mix.all,
                labels: champion.labels,
                configuration: champion.configuration
            )
            return Challenger(result.classifier, "trained anew")
        case let champion as BiLSTMClassifier:
            let (training, validation) = try mix.parts(seed: settings.seed)
            let result = try BiLSTMClassifier.train(
                on: training.all,
                validation: validation,
                from: champion,
                progress: report
            )
            return Challenger(result.classifier, "trained on from the champion's weights")
        case let champion as SentenceEncoderClassifier:
            let (training, validation) = try mix.parts(seed: settings.seed)
            let result = try SentenceEncoderClassifier.train(
                on: training.all,
                labels: champion.labels,
                validation: validation,
                encoder: champion.encoder,
                configuration: champion.configuration,
                embeddingCache: settings.embeddings,
                progress: report
            )
            return Challenger(result.classifier, "trained anew on the champion's encoder")
        case let champion as DistilBERTClassifier:
            return try train(from: champion, on: mix, settings, progress: report)
        case let champion as CalibratedClassifier:
            return try train(from: champion, on: mix, settings, progress)
        default:
            throw SettingError(
                name: "champion",
                value: "a classifier of the approach \(type(of: champion).approach)",
                expected: "one of this library's"
            )
        }
    }

    private static func train(
        from champion: DistilBERTClassifier,
        on mix: TrainingMix,
        _ settings: Settings,
        progress: (TrainingProgress) -> TrainingDecision
    ) throws -> Challenger {
        let model = champion.model
        let isSmall = model.isQuantized || model.configuration.usesBFloat16
        let start = settings.trainable as? DistilBERTClassifier ?? champion
        guard !start.model.isQuantized, !start.model.configuration.usesBFloat16 else {
            throw SettingError(
                name: "trainable",
                value: settings.trainable == nil ? "missing" : "one with weights of 8 or 16 bits",
                expected: "the classifier with weights of 32 bits that the champion was made of"
            )
        }
        guard start.labels == champion.labels else {
            throw SettingError(
                name: "trainable",
                value: "one with the labels \(start.labels)",
                expected: "one with those of the champion, \(champion.labels)"
            )
        }
        let (training, validation) = try mix.parts(seed: settings.seed)
        let result = try DistilBERTClassifier.train(
            on: training.all,
            validation: validation,
            from: start,
            progress: progress
        ).classifier
        let manner = "fine-tuned on from the champion's weights"
        guard isSmall else { return Challenger(result, manner) }
        let small = try model.isQuantized ? result.quantized() : result.bfloat16()
        return Challenger(small, trainable: result, manner)
    }

    /// Trains the classifier below and calibrates it again by the same method: a linear one by
    /// cross-validation, others by a tenth of the examples that they are not trained on.
    private static func train(
        from champion: CalibratedClassifier,
        on mix: TrainingMix,
        _ settings: Settings,
        _ progress: @Sendable (_ share: Double) -> Void
    ) throws -> Challenger {
        let method = champion.calibration.method
        if let base = champion.base as? LinearClassifier {
            let result = try LinearClassifier.trainCalibrated(
                by: method,
                on: mix.all,
                labels: champion.labels,
                configuration: base.configuration,
                seed: settings.seed
            )
            return Challenger(result.classifier, "trained anew")
        }
        let (training, heldOut) = try mix.parts(seed: settings.seed &+ 1)
        let base = try train(
            from: champion.base,
            on: training,
            settings: settings,
            progress: progress
        )
        func calibrated(_ classifier: any TextClassifier) throws -> CalibratedClassifier {
            let probabilities = try classifier.predict(heldOut.map(\.text)).map(\.probabilities)
            return try CalibratedClassifier(
                classifier,
                ProbabilityCalibration(
                    method,
                    probabilities: probabilities,
                    truth: heldOut.map(\.label)
                )
            )
        }
        return Challenger(
            try calibrated(base.classifier),
            trainable: base.trainable,
            base.manner
        )
    }

    /// Whether a challenger resumes from the champion's weights, and is not trained anew.
    public static func goesOnFromWeights(_ champion: any TextClassifier) -> Bool {
        switch champion {
        case is BiLSTMClassifier, is DistilBERTClassifier: true
        case let champion as CalibratedClassifier: goesOnFromWeights(champion.base)
        default: false
        }
    }

    /// Whether a challenger is fine-tuned, for which a part of the old data is enough.
    public static func isFineTuned(_ champion: any TextClassifier) -> Bool {
        switch champion {
        case is DistilBERTClassifier: true
        case let champion as CalibratedClassifier: isFineTuned(champion.base)
        default: false
        }
    }
}
