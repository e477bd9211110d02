import SwiftletBase

/// As JSON a profile is an object of its counts, beside the edges of those bins whose number of items
/// does not tell them. Members that are not known are left alone.
extension PredictionProfile: Codable {
    private enum CodingKeys: String, CodingKey {
        case labels, count
        case labelCounts = "label_counts"
        case scoreCounts = "score_counts"
        case unknownShareCounts = "unknown_share_counts"
        case tokenCountEdges = "token_count_edges"
        case tokenCountCounts = "token_count_counts"
        case characterCountEdges = "character_count_edges"
        case characterCountCounts = "character_count_counts"
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(labels, forKey: .labels)
        try values.encode(count, forKey: .count)
        try values.encode(labelCounts, forKey: .labelCounts)
        try values.encode(scoreCounts, forKey: .scoreCounts)
        try values.encode(unknownShareCounts, forKey: .unknownShareCounts)
        try values.encode(Self.tokenCountEdges, forKey: .tokenCountEdges)
        try values.encode(tokenCountCounts, forKey: .tokenCountCounts)
        try values.encode(Self.characterCountEdges, forKey: .characterCountEdges)
        try values.encode(characterCountCounts, forKey: .characterCountCounts)
    }

    /// - Throws: `DecodingError` that names the member, also where bins are other ones or do not add
    ///   up to the count.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func refusal(_ key: CodingKeys, _ problem: String) -> DecodingError {
            .dataCorruptedError(forKey: key, in: values, debugDescription: problem)
        }
        func requireEdges(_ edges: [Int], _ key: CodingKeys) throws {
            let found = try values.decode([Int].self, forKey: key)
            guard found == edges else {
                throw refusal(key, "the bins begin at \(found), expected \(edges)")
            }
        }
        labels = try values.decode([String].self, forKey: .labels)
        guard labels.count >= 2, Set(labels).count == labels.count else {
            throw refusal(.labels, "\(labels), expected at least two, all different")
        }
        let count = try values.decode(Int.self, forKey: .count)
        // The integers that every reader of JSON holds.
        guard 0...1 << 53 ~= count else {
            throw refusal(.count, "\(count), expected 0 to 2^53")
        }
        func counts(_ key: CodingKeys, bins: Int) throws -> [Int] {
            let counts = try values.decode([Int].self, forKey: key)
            guard counts.count == bins else {
                throw refusal(key, "\(counts.count) bins, expected \(bins)")
            }
            var rest = count
            for number in counts {
                guard number >= 0, number <= rest else {
                    throw refusal(key, "\(counts), expected numbers whose sum is \(count)")
                }
                rest -= number
            }
            guard rest == 0 else {
                throw refusal(key, "\(counts), expected numbers whose sum is \(count)")
            }
            return counts
        }
        self.count = count
        labelCounts = try counts(.labelCounts, bins: labels.count)
        scoreCounts = try counts(.scoreCounts, bins: Self.shareBinCount)
        unknownShareCounts = try counts(.unknownShareCounts, bins: Self.shareBinCount)
        try requireEdges(Self.tokenCountEdges, .tokenCountEdges)
        tokenCountCounts = try counts(.tokenCountCounts, bins: Self.tokenCountEdges.count)
        try requireEdges(Self.characterCountEdges, .characterCountEdges)
        characterCountCounts = try counts(
            .characterCountCounts,
            bins: Self.characterCountEdges.count
        )
    }
}

extension PredictionProfile: Savable {
    /// The name of a profile's file within a saved classifier's directory.
    public static let fileName = "profile.json"

    /// Reads the profile in a saved classifier's directory; nil where there is none.
    ///
    /// - Throws: `FormatError` naming the file, the member and what was expected, and
    ///   `FileError`.
    public init?(from directory: String) throws {
        let path = directory + "/" + Self.fileName
        guard FileReader.exists(path) else { return nil }
        self = try SavedJSON.value(in: FileReader.bytes(of: path), of: path)
    }

    /// Writes the profile into a saved classifier's directory, in place of one that is there.
    ///
    /// A classifier's `save` puts a new directory in place of the earlier one, without a profile: save
    /// the classifier first.
    ///
    /// - Throws: `FileError` naming the file.
    public func save(to directory: String) throws {
        try SavedJSON.write(self, to: directory + "/" + Self.fileName)
    }
}
