/// What is wrong with a safetensors file, and with which tensor or byte of it.
public struct SafetensorsError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Problem: Sendable, Equatable {
        /// The file is too short for its header's length, or for the header.
        case truncated
        /// The header's length is beyond the limit of 100 MB.
        case headerTooLong
        /// The header is not the JSON that it must be.
        case malformedHeader
        /// An element type that the library does not know.
        case unknownType
        /// The offsets do not hold as many bytes as the shape and the type say.
        case wrongSize
        /// The tensors' bytes overlap, leave gaps, or do not end where the file does.
        case wrongOffsets
        /// There is no tensor of that name.
        case missingTensor
        /// The tensor has another shape than the caller expects.
        case wrongShape
        /// The tensor has another element type than the caller can use.
        case wrongType
    }

    /// The file's path, or the name given to bytes in memory.
    public let file: String
    public let problem: Problem
    /// The tensor at fault, where there is one.
    public let tensor: String?
    /// The place in the file, in bytes from 0, where the fault has one.
    public let byte: Int?
    /// What was found and what was expected.
    public let message: String

    init(
        file: String,
        problem: Problem,
        tensor: String? = nil,
        byte: Int? = nil,
        message: String
    ) {
        self.file = file
        self.problem = problem
        self.tensor = tensor
        self.byte = byte
        self.message = message
    }

    public var description: String {
        file + (byte.map { ", byte \($0)" } ?? "") + (tensor.map { ", tensor \"\($0)\"" } ?? "")
            + ": " + message + "."
    }
}
