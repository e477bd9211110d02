import SwiftletBase

/// The Porter stemmer: cuts the endings off English words, so that "flights" and "flight" or
/// "delayed" and "delays" become the same word.
///
/// M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the changes that
/// NLTK's `PorterStemmer` makes in its default mode (`NLTK_EXTENSIONS`): short forms in -ies and
/// -ied, -y after a consonant only, a few irregular words. It gives the same stems as NLTK 3.10.
///
///     PorterStemmer.stem("relational")  // "relat"
///
/// As there, letters other than a, e, i, o, u and some y count as consonants, whatever the script.
public enum PorterStemmer {
    /// The stem of a single word, in lower case.
    public static func stem(_ word: String) -> String {
        var bytes = Array(word.lowercased().utf8)
        let count = bytes.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { stem($0, count: buffer.count) } ?? 0
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Stems the lower-case UTF-8 word at `word` in place and returns its new count of bytes,
    /// which is never larger.
    package static func stem(_ word: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
        for index in 0..<count where word[index] >= 0x80 {
            return stemScalars(word, count: count)
        }
        var stemming = PorterWord(letters: word, count: count)
        return stemming.stem()
    }

    /// A word with letters outside ASCII, where lengths count scalars: decoded, stemmed, encoded.
    private static func stemScalars(_ word: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { scalars in
            let letters = scalars.baseAddress!
            var length = 0
            var position = 0
            while position < count {
                let decoded = UTF8Scalar(word, position, count)
                // What is no UTF-8 passes through byte by byte, marked by values no scalar has.
                letters[length] =
                    decoded.isValid ? decoded.value : UInt32(word[position]) | 0x8000_0000
                length += 1
                position += decoded.count
            }
            var stemming = PorterWord(letters: letters, count: length)
            let stemmed = stemming.stem()
            var written = 0
            for index in 0..<stemmed {
                if letters[index] & 0x8000_0000 != 0 {
                    word[written] = UInt8(truncatingIfNeeded: letters[index])
                    written += 1
                } else {
                    written += UTF8Scalar.encode(letters[index], to: word + written)
                }
            }
            return written
        }
    }
}

/// A word being stemmed in place: letters as bytes (ASCII) or as Unicode scalars.
private struct PorterWord<Letter: FixedWidthInteger & UnsignedInteger> {
    let letters: UnsafeMutablePointer<Letter>
    var count: Int

    // The steps carry the names they have in the paper.
    mutating func stem() -> Int {
        if replaceIrregular() || count <= 2 { return count }
        step1a()
        step1b()
        step1c()
        step2()
        step3()
        step4()
        step5()
        return count
    }

    // MARK: Words and endings

    @inline(__always)
    private func ascii(_ scalar: Unicode.Scalar) -> Letter { Letter(UInt8(ascii: scalar)) }

    @inline(__always)
    private func ends(_ suffix: StaticString) -> Bool {
        let length = suffix.utf8CodeUnitCount
        guard count >= length else { return false }
        let start = suffix.utf8Start
        var index = length - 1
        while index >= 0 {
            guard letters[count - length + index] == Letter(start[index]) else { return false }
            index -= 1
        }
        return true
    }

    private func equals(_ word: StaticString) -> Bool {
        count == word.utf8CodeUnitCount && ends(word)
    }

    /// Puts `replacement` where the last `length` letters are.
    @inline(__always)
    private mutating func replace(_ length: Int, _ replacement: StaticString) {
        count -= length
        for index in 0..<replacement.utf8CodeUnitCount {
            letters[count + index] = Letter(replacement.utf8Start[index])
        }
        count += replacement.utf8CodeUnitCount
    }

    /// Applies a rule where the word ends so. True ends the step, whether the stem before the
    /// ending measured more than `measure` or not: only the first ending that fits is looked at.
    @inline(__always)
    private mutating func rule(
        _ suffix: StaticString,
        _ replacement: StaticString,
        measureAbove measure: Int
    ) -> Bool {
        guard ends(suffix) else { return false }
        let length = suffix.utf8CodeUnitCount
        if self.measure(count - length) > measure { replace(length, replacement) }
        return true
    }

    private mutating func replaceIrregular() -> Bool {
        guard count >= 3, count <= 8 else { return false }
        switch letters[0] {
        case ascii("s"):
            if equals("skies") {
                replace(5, "sky")
                return true
            }
            return equals("sky") || equals("succeed")
        case ascii("d"), ascii("l"), ascii("t"):
            guard count == 5, ends("ying") else { return false }
            replace(4, "ie")
            return true
        case ascii("n"): return equals("news")
        case ascii("i"): return cutPlural("innings") || equals("inning")
        case ascii("o"): return cutPlural("outings") || equals("outing")
        case ascii("c"): return cutPlural("cannings") || equals("canning")
        case ascii("h"): return equals("howe")
        case ascii("p"): return equals("proceed")
        case ascii("e"): return equals("exceed")
        default: return false
        }
    }

    private mutating func cutPlural(_ word: StaticString) -> Bool {
        guard equals(word) else { return false }
        count -= 1
        return true
    }

    // MARK: Consonants, vowels and measures

    @inline(__always)
    private func isVowelLetter(_ letter: Letter) -> Bool {
        letter == ascii("a") || letter == ascii("e") || letter == ascii("i") || letter == ascii("o")
            || letter == ascii("u")
    }

    /// Whether the letter at `index` is a consonant: y is one where none stands before it.
    private func isConsonant(_ index: Int) -> Bool {
        if isVowelLetter(letters[index]) { return false }
        guard letters[index] == ascii("y") else { return true }
        var first = index
        while first > 0, letters[first] == ascii("y") { first -= 1 }
        let turned = (index - first) % 2 == 1
        return !isVowelLetter(letters[first]) != turned
    }

    /// How often a vowel is followed by a consonant in the first `length` letters: the paper's m.
    private func measure(_ length: Int) -> Int {
        var result = 0
        var previous = true
        for index in 0..<length {
            let letter = letters[index]
            let consonant: Bool
            if letter == ascii("y") {
                consonant = index == 0 || !previous
            } else {
                consonant = !isVowelLetter(letter)
            }
            if consonant, !previous { result += 1 }
            previous = consonant
        }
        return result
    }

    private func containsVowel(_ length: Int) -> Bool {
        for index in 0..<length where !isConsonant(index) { return true }
        return false
    }

    /// The paper's *d: the first `length` letters end in a double consonant.
    private func endsInDoubleConsonant(_ length: Int) -> Bool {
        length >= 2 && letters[length - 1] == letters[length - 2] && isConsonant(length - 1)
    }

    /// The paper's *o: consonant, vowel, consonant other than w, x and y; NLTK adds the words of
    /// two letters, a vowel and a consonant.
    private func endsInConsonantVowelConsonant(_ length: Int) -> Bool {
        if length == 2 { return !isConsonant(0) && isConsonant(1) }
        guard length >= 3, isConsonant(length - 3), !isConsonant(length - 2),
            isConsonant(length - 1)
        else { return false }
        let last = letters[length - 1]
        return last != ascii("w") && last != ascii("x") && last != ascii("y")
    }

    // MARK: The steps

    private mutating func step1a() {
        guard letters[count - 1] == ascii("s") else { return }
        if ends("ies") {
            replace(3, count == 4 ? "ie" : "i")
        } else if ends("sses") {
            count -= 2
        } else if !ends("ss") {
            count -= 1
        }
    }

    private mutating func step1b() {
        if ends("ied") {
            replace(3, count == 4 ? "ie" : "i")
            return
        }
        if ends("eed") {
            if measure(count - 3) > 0 { count -= 1 }
            return
        }
        let length = ends("ed") ? 2 : ends("ing") ? 3 : 0
        guard length > 0, containsVowel(count - length) else { return }
        count -= length
        if ends("at") || ends("bl") || ends("iz") {
            replace(0, "e")
        } else if endsInDoubleConsonant(count) {
            let last = letters[count - 1]
            if last != ascii("l"), last != ascii("s"), last != ascii("z") { count -= 1 }
        } else if measure(count) == 1, endsInConsonantVowelConsonant(count) {
            replace(0, "e")
        }
    }

    private mutating func step1c() {
        guard count > 2, letters[count - 1] == ascii("y"), isConsonant(count - 2) else { return }
        letters[count - 1] = ascii("i")
    }

    private mutating func step2() {
        guard count > 3 else { return }
        if ends("alli"), measure(count - 4) > 0 { count -= 2 }
        switch letters[count - 1] {
        case ascii("l"):
            _ =
                rule("ational", "ate", measureAbove: 0)
                || rule("tional", "tion", measureAbove: 0)
        case ascii("i"):
            _ =
                rule("enci", "ence", measureAbove: 0)
                || rule("anci", "ance", measureAbove: 0)
                || rule("bli", "ble", measureAbove: 0)
                || rule("entli", "ent", measureAbove: 0)
                || rule("eli", "e", measureAbove: 0)
                || rule("ousli", "ous", measureAbove: 0)
                || rule("aliti", "al", measureAbove: 0)
                || rule("iviti", "ive", measureAbove: 0)
                || rule("biliti", "ble", measureAbove: 0)
                || rule("fulli", "ful", measureAbove: 0)
            // The l belongs to the stem here, so that "geologi" counts like "archaeologi".
            if ends("logi"), measure(count - 3) > 0 { count -= 1 }
        case ascii("r"):
            _ = rule("izer", "ize", measureAbove: 0) || rule("ator", "ate", measureAbove: 0)
        case ascii("n"):
            _ = rule("ization", "ize", measureAbove: 0) || rule("ation", "ate", measureAbove: 0)
        case ascii("m"):
            _ = rule("alism", "al", measureAbove: 0)
        case ascii("s"):
            _ =
                rule("iveness", "ive", measureAbove: 0)
                || rule("fulness", "ful", measureAbove: 0)
                || rule("ousness", "ous", measureAbove: 0)
        default: break
        }
    }

    private mutating func step3() {
        guard count > 3 else { return }
        switch letters[count - 1] {
        case ascii("e"):
            _ =
                rule("icate", "ic", measureAbove: 0)
                || rule("ative", "", measureAbove: 0)
                || rule("alize", "al", measureAbove: 0)
        case ascii("i"): _ = rule("iciti", "ic", measureAbove: 0)
        case ascii("l"):
            _ = rule("ical", "ic", measureAbove: 0) || rule("ful", "", measureAbove: 0)
        case ascii("s"): _ = rule("ness", "", measureAbove: 0)
        default: break
        }
    }

    private mutating func step4() {
        guard count > 3 else { return }
        switch letters[count - 1] {
        case ascii("l"): _ = rule("al", "", measureAbove: 1)
        case ascii("e"):
            _ =
                rule("ance", "", measureAbove: 1)
                || rule("ence", "", measureAbove: 1)
                || rule("able", "", measureAbove: 1)
                || rule("ible", "", measureAbove: 1)
                || rule("ate", "", measureAbove: 1)
                || rule("ive", "", measureAbove: 1)
                || rule("ize", "", measureAbove: 1)
        case ascii("r"): _ = rule("er", "", measureAbove: 1)
        case ascii("c"): _ = rule("ic", "", measureAbove: 1)
        case ascii("t"):
            _ =
                rule("ant", "", measureAbove: 1)
                || rule("ement", "", measureAbove: 1)
                || rule("ment", "", measureAbove: 1)
                || rule("ent", "", measureAbove: 1)
        case ascii("n"):
            guard ends("ion"), count > 4 else { return }
            let before = letters[count - 4]
            if before == ascii("s") || before == ascii("t"), measure(count - 3) > 1 { count -= 3 }
        case ascii("u"): _ = rule("ou", "", measureAbove: 1)
        case ascii("m"): _ = rule("ism", "", measureAbove: 1)
        case ascii("i"): _ = rule("iti", "", measureAbove: 1)
        case ascii("s"): _ = rule("ous", "", measureAbove: 1)
        default: break
        }
    }

    private mutating func step5() {
        guard count > 0 else { return }
        if letters[count - 1] == ascii("e") {
            let measure = measure(count - 1)
            if measure > 1 || (measure == 1 && !endsInConsonantVowelConsonant(count - 1)) {
                count -= 1
            }
        }
        if ends("ll"), measure(count - 1) > 1 { count -= 1 }
    }
}
