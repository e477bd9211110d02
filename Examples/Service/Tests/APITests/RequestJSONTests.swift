import Foundation
import Testing

@testable import API

private struct PythonReading: Decodable {
    let text: String
    let value: String?
    let error: String?
    let position: Int?
}

private func parsed(_ text: String) throws -> RequestJSON {
    try Array(text.utf8).withUnsafeBufferPointer(RequestJSONParser.parse)
}

private func rendered(_ value: RequestJSON) -> String {
    var bytes: [UInt8] = []
    value.append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

@Suite struct RequestJSONTests {
    @Test func readsAndRefusesAsPythonDoes() throws {
        let file = URL(filePath: #filePath)
            .appending(path: "../../../../../Fixtures/service/python-json.json").standardized
        let readings = try JSONDecoder().decode([PythonReading].self, from: Data(contentsOf: file))
        #expect(readings.count > 1_500)
        for reading in readings {
            do {
                let value = rendered(try parsed(reading.text))
                #expect(value == reading.value, "\(reading.text)")
            } catch let error as RequestJSONError {
                #expect(error.message == reading.error, "\(reading.text)")
                #expect(error.position == reading.position, "\(reading.text)")
            }
        }
    }

    @Test func boundsTheDepth() throws {
        let deepest = RequestJSONParser.maximumDepth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(rendered(try parsed(nested(deepest))) == nested(deepest))
        #expect(throws: RequestJSONDepthError.self) { try parsed(nested(deepest + 1)) }
        #expect(throws: RequestJSONDepthError.self) { try parsed(nested(100_000)) }
        let objects = String(repeating: "{\"a\":", count: 100_000)
        #expect(throws: RequestJSONDepthError.self) { try parsed(objects) }
    }

    @Test func keepsTheLastOfManyEqualKeysInTimeInProportion() throws {
        let members = (0..<20_000).map { "\"k\($0 % 10_000)\":\($0)" }.joined(separator: ",")
        guard case .object(let object) = try parsed("{\(members)}") else {
            Issue.record("no object")
            return
        }
        #expect(object.members.count == 10_000)
        #expect(object["k9999"] == .integer("19999"))
    }

    @Test func survivesMutatedBytes() throws {
        let seed = Array(
            #"{"text":"Great é日本 \u00e9\ud83d\ude00","score":[1,2.5e3,null,true]}"#.utf8
        )
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<100_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            }
            // Whatever it is, it is a value or an error that tells its place.
            do {
                _ = try bytes.withUnsafeBufferPointer(parseJSON)
            } catch let refusal as Refusal {
                #expect(refusal.status.code == 422 || refusal.status.code == 400)
            }
        }
    }

    @Test func escapesWhatJSONDemands() {
        var bytes: [UInt8] = []
        bytes.appendJSON("a\"b\\c\n\u{1}\u{7f}é<script>")
        #expect(
            String(decoding: bytes, as: UTF8.self) == "\"a\\\"b\\\\c\\n\\u0001\u{7f}é<script>\""
        )
    }
}
