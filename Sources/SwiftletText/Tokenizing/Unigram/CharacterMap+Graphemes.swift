import SwiftletBase

extension CharacterMap {
    /// Appends the normal form of `text` to `output` as Hugging Face's tokenizers make it, which is
    /// not SentencePiece's.
    ///
    /// It goes by what Unicode calls a grapheme cluster, one of fewer than six bytes first as a
    /// whole: what the map says of the shortest run that it begins with replaces all of it. Else
    /// each scalar is replaced by itself.
    func normalizeGraphemes(
        _ text: UnsafeBufferPointer<UInt8>,
        to output: inout GrowableBuffer<UInt8>
    ) {
        var position = 0
        while position < text.count {
            var end = position + 1
            while end < text.count, !Self.isBoundary(text, end) { end += 1 }
            let run = UnsafeBufferPointer(rebasing: text[position..<end])
            if run.count == 1, run[0] < 0x80 {
                normalizeCluster(run, to: &output)
            } else {
                for character in String(decoding: run, as: UTF8.self) {
                    var cluster = String(character)
                    cluster.withUTF8 { normalizeCluster($0, to: &output) }
                }
            }
            position = end
        }
    }

    /// Whether two characters of ASCII meet at `place`, which are one cluster only at a line's end.
    @inline(__always)
    private static func isBoundary(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        let (first, second) = (text[place - 1], text[place])
        return first | second < 0x80
            && !(first == UInt8(ascii: "\r") && second == UInt8(ascii: "\n"))
    }

    private func normalizeCluster(
        _ cluster: UnsafeBufferPointer<UInt8>,
        to output: inout GrowableBuffer<UInt8>
    ) {
        if cluster.count < 6, replace(cluster, to: &output) { return }
        var position = 0
        while position < cluster.count {
            let count = UTF8Scalar(cluster.baseAddress!, position, cluster.count).count
            let scalar = UnsafeBufferPointer(rebasing: cluster[position..<position + count])
            if !replace(scalar, to: &output) {
                output.append(from: scalar.baseAddress!, count: count)
            }
            position += count
        }
    }

    /// Appends what the map says of the shortest run that `text` begins with; false where there is
    /// none.
    @inline(__always)
    private func replace(
        _ text: UnsafeBufferPointer<UInt8>,
        to output: inout GrowableBuffer<UInt8>
    ) -> Bool {
        guard let replacement = shortestRun(text) else { return false }
        withReplacement(at: replacement) { bytes in
            if let start = bytes.baseAddress { output.append(from: start, count: bytes.count) }
        }
        return true
    }
}
