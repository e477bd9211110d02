import Swiftlet

/// A file in GloVe's text form, made here: 50,000 words of 50 numbers.
func registerWordVectorPaths() {
    hotPath("Word vectors, load 50,000 words of 50 numbers") {
        let directory = try TemporaryDirectory()
        try writeGloVe(to: directory.path + "/vectors.txt")
        return directory
    } _: {
        _ = try WordVectors(from: $0.path + "/vectors.txt")
    }
    hotPath("Word vectors, ten most similar of 50,000 words") {
        try TemporaryDirectory.with { directory in
            try writeGloVe(to: directory + "/vectors.txt")
            return try WordVectors(from: directory + "/vectors.txt")
        }
    } _: {
        _ = try $0.mostSimilar(to: "word7", count: 10)
    }
}

private func writeGloVe(to path: String) throws {
    var generator = PCG64(seed: 1)
    var lines = ""
    for word in 0..<50_000 {
        lines += "word\(word)"
        for _ in 0..<50 {
            // Five places, as GloVe's have.
            let number = Double(generator.below(400_000) - 200_000) / 100_000
            lines += " \(number)"
        }
        lines += "\n"
    }
    try AtomicFile.write(Array(lines.utf8), to: path)
}
