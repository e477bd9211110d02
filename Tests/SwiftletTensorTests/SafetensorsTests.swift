import SwiftletBase
import SwiftletTensor
import TestSupport
import Testing

/// Compares with Python's safetensors: Fixtures/safetensors/make_safetensors.py.
@Suite struct SafetensorsTests {
    func fixture(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(from: Fixtures.path("safetensors/\(name).safetensors"))
    }

    func floats(_ tensor: Tensor) -> [Float] { tensor.withUnsafeBufferPointer(Array.init) }

    @Test(arguments: SafetensorsType.allCases.filter { $0 != .bfloat16 })
    func everyTypeBecomesFloat(_ type: SafetensorsType) throws {
        let file = try fixture("types")
        #expect(try file.type(of: type.rawValue) == type)
        let tensor = try file.tensor(type.rawValue, shape: [2, 3])
        #expect(floats(tensor) == floats(try file.tensor(type.rawValue + " as F32")))
    }

    @Test(arguments: ["half", "brain"]) func halfPrecisionToTheBit(_ name: String) throws {
        let file = try fixture("halves")
        let bits = try file.int32s(name + ".bits").map { UInt32(bitPattern: $0) }
        let values = floats(try file.tensor(name))
        #expect(values.count == bits.count && values.count > 2_000)
        for (value, bits) in zip(values, bits) {
            if Float(bitPattern: bits).isNaN {
                #expect(value.isNaN)
            } else {
                #expect(value.bitPattern == bits)
            }
        }
    }

    @Test func anotherFileIsCalledByItsName() {
        let pointer = Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".utf8)
        #expect {
            try SafetensorsFile(bytes: pointer, name: "model.safetensors")
        } throws: { error in
            "\(error)".contains("Git LFS pointer") && "\(error)".contains("git lfs pull")
        }
    }

    @Test func contentsAreAsWritten() throws {
        let file = try fixture("written")
        #expect(file.metadata == ["format": "p\"t ü"])
        #expect(file.tensorNames.count == 11)
        #expect(file.contains("ünïcode \"quoted\" \\ \n \u{1} \u{1F600}"))
        #expect(try file.shape(of: "empty") == [0, 4])
        #expect(try file.tensor("scalar").shape == [])
        #expect(floats(try file.tensor("scalar")) == [2.5])
        #expect(try file.integers("long", shape: [1, 2]) == [.min, .max])
        #expect(try file.int32s("int") == [-3, -2, -1, 0, 1, 2, 3])
        #expect(try file.int8s("byte") == [-2, -1, 0, 1, 2])
        #expect(try file.bytes("unsigned", shape: [1, 2, 3]) == [250, 251, 252, 253, 254, 255])
        #expect(try file.withUnsafeBytes(of: "byte") { Array($0) } == [254, 255, 0, 1, 2])
        #expect(try fixture("no-tensors").tensorNames == [])
    }

    @Test func mappedTensorsAreThoseOfTheFileAndCopiedWhenWritten() throws {
        let file = try fixture("types")
        let bytes = try FileReader.bytes(of: Fixtures.path("safetensors/types.safetensors"))
        for name in file.tensorNames {
            let expected = try file.tensor(name)
            var mapped = try file.mappedTensor(name, shape: [2, 3])
            #expect(mapped == expected)
            #expect(try SafetensorsFile(bytes: bytes).mappedTensor(name) == expected)
            #expect(throws: FormatError.self) { try file.mappedTensor(name, shape: [1]) }
            mapped[1, 0] = 12_345.5
            #expect(mapped[1, 0] == 12_345.5 && mapped[0, 0] == expected[0, 0])
            #expect(try file.mappedTensor(name) == expected)
        }
    }

    func writer(from file: SafetensorsFile) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: file.metadata)
        for name in file.tensorNames.sorted().reversed() {
            let shape = try file.shape(of: name)
            switch try file.type(of: name) {
            case .float32: writer.add(name, try file.tensor(name))
            case .float64: writer.add(name, try file.doubles(name), shape: shape)
            case .int64: writer.add(name, try file.integers(name), shape: shape)
            case .int32: writer.add(name, try file.int32s(name), shape: shape)
            case .int8: writer.add(name, try file.int8s(name), shape: shape)
            case let type:
                let bytes = try file.withUnsafeBytes(of: name) { Array($0) }
                writer.add(name, bytes: bytes, type: type, shape: shape)
            }
        }
        return writer
    }

    @Test(arguments: ["written", "no-tensors", "types", "halves"])
    func writtenBytesEqualPython(_ name: String) throws {
        let writer = try writer(from: fixture(name))
        let expected = try Fixtures.bytes("safetensors/\(name).safetensors")
        #expect(writer.encoded() == expected)
        try withTemporaryDirectory { directory in
            let path = directory + "/a.safetensors"
            try writer.save(to: path)
            #expect(try FileReader.bytes(of: path) == expected)
        }
    }

    @Test func valuesAreKeptOverWritingAndReading() throws {
        var generator = PCG64(seed: 4)
        let tensor = Tensor(
            normalWithMean: 0,
            standardDeviation: 1,
            shape: [300, 70],
            using: &generator
        )
        var writer = SafetensorsWriter(metadata: ["b": "2", "a": "1"])
        writer.add("t", tensor)
        writer.add("n", [.nan, -0.0, .infinity], shape: [3])
        let file = try SafetensorsFile(bytes: writer.encoded())
        #expect(floats(try file.tensor("t", shape: [300, 70])) == floats(tensor))
        let numbers = try file.doubles("n")
        #expect(numbers[0].isNaN && numbers[1].sign == .minus && numbers[2] == .infinity)
        #expect(file.metadata == ["a": "1", "b": "2"])
    }

    func error(_ body: () throws -> Void) -> FormatError? {
        do {
            try body()
            return nil
        } catch {
            return error as? FormatError
        }
    }

    @Test func wrongUseIsNamed() throws {
        let file = try fixture("written")
        let missing = error { _ = try file.tensor("x") }
        #expect(missing?.problem == "there is no such tensor" && missing?.place == .tensor("x"))
        let shape = error { _ = try file.tensor("weight", shape: [5, 3]) }
        #expect(
            shape?.description
                == "\(file.name), tensor \"weight\": its shape is [3, 5], where [5, 3] is expected."
        )
        #expect(
            error { _ = try file.integers("weight") }?.problem
                == "its dtype is F32, where I64 is expected"
        )
        #expect(
            error { _ = try file.doubles("weight") }?.problem
                == "its dtype is F32, where F64 is expected"
        )
        #expect(error { _ = try file.shape(of: "") }?.problem == "there is no such tensor")
    }

    @Test func filesThatCannotBeRead() throws {
        #expect(throws: FileError(operation: "open", path: "/nowhere/x", reason: .missing)) {
            try SafetensorsFile(from: "/nowhere/x")
        }
        try withTemporaryDirectory { directory in
            #expect(throws: FileError(operation: "open", path: directory, reason: .isDirectory)) {
                try SafetensorsFile(from: directory)
            }
            let path = directory + "/empty"
            try AtomicFile.write([], to: path)
            #expect(throws: FileError(operation: "map", path: path, reason: .isEmpty)) {
                try SafetensorsFile(from: path)
            }
        }
    }

    // MARK: Hostile files

    struct Hostile: Decodable, Sendable {
        let name: String
        let refused: Bool
        let bytes: String?
        let prefix: String?
        let repeated: String?
        let times: Int?
        let suffix: String?

        var file: [UInt8] {
            if let bytes { return Fixtures.bytes(hexadecimal: bytes) }
            let middle = Fixtures.bytes(hexadecimal: repeated!)
            return Fixtures.bytes(hexadecimal: prefix!) + (0..<times!).flatMap { _ in middle }
                + Fixtures.bytes(hexadecimal: suffix!)
        }
    }

    static let hostile: [Hostile] = try! Fixtures.json("safetensors/hostile.json")

    /// A kind of fault, and what the reader says of it and of no other kind.
    enum Problem: String, CaseIterable {
        case truncated = "the file ends within "
        case headerTooLong = "a header of "
        case unknownType = "dtype \""
        case wrongSize = " bytes, but its offsets hold "
        case wrongOffsets
        case malformedHeader

        func isNamed(by error: FormatError) -> Bool {
            switch self {
            case .wrongOffsets:
                return ["its bytes ", "data_offsets [", " bytes that belong to no tensor"]
                    .contains { error.problem.contains($0) }
            case .malformedHeader:
                guard case .byte(8...)? = error.place else { return false }
                return Self.allCases.dropLast().allSatisfy { !$0.isNamed(by: error) }
            default: return error.problem.contains(rawValue)
            }
        }
    }

    /// What the reader says of each hostile file; the rest are malformed headers.
    static let problems: [String: Problem] = [
        "nothing": .truncated, "seven bytes": .truncated, "length past the end": .truncated,
        "length over the limit": .headerTooLong, "length 2^63": .headerTooLong,
        "length 2^64 - 1": .headerTooLong, "length 2^64 - 8": .headerTooLong,
        "unknown dtype": .unknownType, "lower-case dtype": .unknownType,
        "shape overflow": .wrongSize, "shape overflow to 4": .wrongSize,
        "shape overflow by size": .wrongSize, "shape too small": .wrongSize,
        "shape too large": .wrongSize, "shape scalar": .wrongSize, "offsets one": .wrongOffsets,
        "offsets three": .wrongOffsets, "offsets falling": .wrongOffsets,
        "offsets past the end": .wrongOffsets, "offsets not from 0": .wrongOffsets,
        "overlap": .wrongOffsets, "same bytes": .wrongOffsets, "gap": .wrongOffsets,
        "bytes left over": .wrongOffsets, "bytes missing": .wrongOffsets,
        "no tensor but bytes": .wrongOffsets,
    ]

    /// Refused here although Python's reader lets them pass: the format forbids the first, and
    /// what the others mean depends on the reader.
    static let stricter: Set = ["leading space", "twice", "twice escaped", "unknown member"]

    @Test func hostileFilesAreRefused() throws {
        #expect(Self.hostile.count > 55)
        for hostile in Self.hostile {
            let error = error { _ = try SafetensorsFile(bytes: hostile.file, name: "h") }
            if hostile.refused || Self.stricter.contains(hostile.name) {
                let problem = Self.problems[hostile.name] ?? .malformedHeader
                #expect(
                    error.map(problem.isNamed) == true,
                    "\(hostile.name): \(String(describing: error))"
                )
                #expect(error?.file == "h" && error?.place != nil)
            } else {
                #expect(error == nil, "\(hostile.name): \(String(describing: error))")
            }
        }
    }

    @Test func mutatedFilesAreReadOrRefused() throws {
        var inputs = Self.hostile.filter { !$0.refused }.map(\.file)
        let written = try Fixtures.bytes("safetensors/written.safetensors")
        let types = try Fixtures.bytes("safetensors/types.safetensors")
        inputs += Array(repeating: written, count: 8) + Array(repeating: types, count: 4)
        var readable = 0
        try Mutator.fuzz(inputs, seed: 2) { bytes in
            do {
                let file = try SafetensorsFile(bytes: bytes)
                readable += 1
                for name in file.tensorNames {
                    let tensor = try file.tensor(name)
                    #expect(tensor.shape == (try file.shape(of: name)))
                }
                let again = try writer(from: file).encoded()
                #expect(try SafetensorsFile(bytes: again).metadata == file.metadata)
            } catch let error as FormatError {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(readable > 0 && readable < Mutator.iterations)
    }
}
