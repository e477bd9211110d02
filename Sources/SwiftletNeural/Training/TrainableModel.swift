/// What the training loop needs of a model: its parameters, and the gradient of a batch.
public protocol TrainableModel: AnyObject {
    /// What the training changes.
    var parameters: ParameterSet { get }
    /// How many examples there are to train on. A batch names them by number, from 0.
    var exampleCount: Int { get }
    /// The length of each example, for batches of examples of like length; nil where there is none.
    var exampleLengths: [Int]? { get }

    /// Adds the gradient of a batch's mean loss, times `batch.scale`, to the gradients of
    /// `parameters`, and returns the mean loss.
    ///
    /// Whatever is drawn at random must depend on `batch.number` alone, so that a training that was
    /// interrupted goes on as it would have.
    func addGradients(of batch: TrainingBatch) -> Double
}

/// The examples of one call of a model in training.
public struct TrainingBatch: Sendable {
    /// The numbers of the examples.
    public let examples: ArraySlice<Int32>
    /// How many batches came before in this training.
    public let number: Int
    /// What the gradient is to be multiplied with: 1, or less where several batches make a step.
    public let scale: Float
    /// Whether the parameters may have changed since the batch before.
    public let beginsStep: Bool

    public init(
        examples: ArraySlice<Int32>,
        number: Int,
        scale: Float = 1,
        beginsStep: Bool = true
    ) {
        self.examples = examples
        self.number = number
        self.scale = scale
        self.beginsStep = beginsStep
    }
}
