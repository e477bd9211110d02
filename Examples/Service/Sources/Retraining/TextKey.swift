/// Texts that differ only in case, white space or characters that are not shown are the same text.
public enum TextKey {
    /// The text in lower case, runs of white space as one space, without what is not shown (Unicode's
    /// Default_Ignorable_Code_Point), such as zero-width spaces.
    public static func key(of text: String) -> String {
        var shown = String.UnicodeScalarView()
        shown.append(
            contentsOf: text.unicodeScalars.lazy.filter {
                !$0.properties.isDefaultIgnorableCodePoint
            }
        )
        return String(shown).lowercased().split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    /// A number that is the same on every machine and in every run: FNV-1a with a last mixing.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return mixed(hash)
    }

    /// A number in which every bit depends on all of this one: the last step of SplitMix64.
    static func mixed(_ number: UInt64) -> UInt64 {
        var hash = number &+ 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
        return hash ^ hash >> 31
    }
}
