import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct DataFingerprintTests {
    private let tweets = [
        LabelledText(text: "late again", label: 0), LabelledText(text: "lovely crew", label: 1),
    ]

    @Test func equalDataAreTold() throws {
        #expect(DataFingerprint(tweets) == DataFingerprint(Array(tweets)))
        #expect(DataFingerprint(tweets).description == DataFingerprint(tweets).description)
        // The category is no part of what is trained on.
        var named = tweets
        named[0].category = "delay"
        #expect(DataFingerprint(named) == DataFingerprint(tweets))
    }

    @Test func otherDataHaveOtherFingerprints() {
        var relabelled = tweets
        relabelled[1].label = 0
        var reworded = tweets
        reworded[0].text = "late again "
        // The same characters, with the border between the texts elsewhere.
        var moved = tweets
        moved[0].text = "late"
        moved[1].text = " againlovely crew"
        let others = [
            relabelled, reworded, moved, Array(tweets.reversed()), Array(tweets.prefix(1)), [],
        ]
        let all = ([tweets] + others).map { DataFingerprint($0).description }
        #expect(Set(all).count == all.count)
    }

    @Test func partsAreToldApart() {
        var one = DataFingerprint()
        one.add(tweets)
        one.add([LabelledText]())
        var other = DataFingerprint()
        other.add([LabelledText]())
        other.add(tweets)
        #expect(one != other)
    }

    @Test func filesAreToldByNameAndContent() throws {
        try withTemporaryDirectory { folder in
            func write(_ text: String, _ name: String) throws {
                let url = URL(fileURLWithPath: folder + "/" + name)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: url)
            }
            try write("weights", "a/model")
            try write("", "a/empty")
            try write("weights", "b/model")
            try write("", "b/empty")
            try write("notes", "b/.hidden")
            let first = try DataFingerprint(from: folder + "/a")
            #expect(try DataFingerprint(from: folder + "/b") == first)
            try write("Weights", "b/model")
            #expect(try DataFingerprint(from: folder + "/b") != first)
            try write("weights", "c/other")
            try write("", "c/empty")
            #expect(try DataFingerprint(from: folder + "/c") != first)
            let file = try DataFingerprint(from: folder + "/a/model")
            #expect(try file != DataFingerprint(from: folder + "/b/model"))
            #expect(try file == DataFingerprint(from: folder + "/c/other"))
        }
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: FileError.self) {
            try DataFingerprint(from: "/nowhere/model.safetensors")
        }
        #expect(error?.path == "/nowhere/model.safetensors")
    }
}
