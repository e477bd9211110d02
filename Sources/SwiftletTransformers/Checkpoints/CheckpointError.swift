/// What is wrong with the files of a model, and with which tensor of them.
public struct CheckpointError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Problem: Sendable, Equatable {
        /// A tensor that the model needs is not there.
        case missingTensor
        /// A tensor that the model has no place for.
        case unexpectedTensor
        /// The tensor has another shape than the configuration says.
        case wrongShape
        /// The tensor's elements are not floating-point numbers.
        case wrongType
        /// The tensor holds a number that is NaN or infinite.
        case notFinite
        /// The index of a checkpoint in several files is not what it must be.
        case invalidIndex
        /// The only weights in the directory are of another form than safetensors.
        case otherForm
    }

    /// The file at fault.
    public let file: String
    public let problem: Problem
    /// The tensor at fault, where there is one.
    public let tensor: String?
    /// What was found and what was expected.
    public let message: String

    init(file: String, problem: Problem, tensor: String? = nil, message: String) {
        self.file = file
        self.problem = problem
        self.tensor = tensor
        self.message = message
    }

    public var description: String {
        file + (tensor.map { ", tensor \"\($0)\"" } ?? "") + ": " + message + "."
    }
}
