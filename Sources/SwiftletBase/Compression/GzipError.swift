/// What is wrong with compressed bytes, and where they stand.
package struct GzipError: Error, Equatable, CustomStringConvertible {
    package enum Problem: Sendable, Equatable {
        /// The bytes end before the last member does.
        case truncated
        /// A member does not begin as one of gzip.
        case notGzip
        /// The header of a member is of an unknown kind, or damaged.
        case badHeader
        /// The compressed data break the rules of DEFLATE.
        case badData
        /// The decompressed bytes do not have the checksum or the length that the member names.
        case wrongChecksum
    }

    package let problem: Problem
    /// About where in the compressed bytes, from 0.
    package let byte: Int

    package init(problem: Problem, byte: Int) {
        self.problem = problem
        self.byte = byte
    }

    package var description: String {
        let reason =
            switch problem {
            case .truncated: "the gzip data end too early: the file is cut off"
            case .notGzip: "other bytes follow the gzip data"
            case .badHeader: "the gzip header is damaged"
            case .badData: "the gzip data are damaged"
            case .wrongChecksum: "the gzip data are damaged: the checksum is another"
            }
        return "\(reason) (at byte \(byte))"
    }
}
