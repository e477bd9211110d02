/// The type of a tensor's elements in a safetensors file, under the name that the file uses.
public enum SafetensorsType: String, Sendable, CaseIterable {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    case int16 = "I16"
    case uint16 = "U16"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case uint32 = "U32"
    case float32 = "F32"
    case float64 = "F64"
    case int64 = "I64"
    case uint64 = "U64"

    /// The bytes of one element.
    public var size: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .int16, .uint16, .float16, .bfloat16: 2
        case .int32, .uint32, .float32: 4
        case .float64, .int64, .uint64: 8
        }
    }

    /// The place of the type in a written file: tensors stand by descending rank, so that wide
    /// elements come first and each is aligned. The order is that of the reference library.
    var rank: Int { Self.allCases.firstIndex(of: self)! }
}
