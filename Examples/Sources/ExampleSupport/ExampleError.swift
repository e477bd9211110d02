/// Why an example cannot do its work, in words for the person who runs it.
public struct ExampleError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
