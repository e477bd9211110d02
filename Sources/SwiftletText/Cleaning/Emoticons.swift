/// Emoticons, read as words: ":)" is "happy", "xD" is "laughing", "<3" is "love".
///
/// | written | word |
/// |---|---|
/// | `:)` `:-)` `=)` `:]` `:}` `:>` `:3` `(:` `(=` `^_^` `^^` `:')` | happy |
/// | `:D` `:-D` `=D` `;D` `xD` `XD` | laughing |
/// | `;)` `;-)` `;]` | wink |
/// | `:(` `:-(` `=(` `:[` `:{` `:<` `:c` `):` | sad |
/// | `:'(` `:,(` `;(` `T_T` `Q_Q` `;_;` | crying |
/// | `:P` `:-p` `;P` `=P` `:b` | playful |
/// | `:O` `:-o` `:0` `0_0` `o_o` | surprised |
/// | `:/` `:-\` `=/` | skeptical |
/// | `:S` `:-s` `o_O` `O.o` `@_@` | confused |
/// | `:\|` `:-\|` `=\|` | neutral |
/// | `:*` `:-*` `;*` | kiss |
/// | `:X` `:-#` | speechless |
/// | `:$` | embarrassed |
/// | `:@` `>:(` `>:-/` | angry |
/// | `>:)` `>:D` | evil |
/// | `-_-` `-.-` `=_=` `u_u` `¬_¬` | annoyed |
/// | `>_<` `>.<` `><` | frustrated |
/// | `*_*` `$_$` | amazed |
/// | `x_x` `X_X` | exhausted |
/// | `D:` `D':` | dismayed |
/// | `8-)` `B-)` | cool |
/// | `O:)` `0:-)` | angel |
/// | `<3` | love |
/// | `</3` | heartbroken |
/// | `\o/` | cheering |
/// | `¯\_(ツ)_/¯` | shrug |
/// | `ಠ_ಠ` | disapproving |
/// | `(╯°□°)╯︵ ┻━┻` | furious |
///
/// A nose may be `-`, `~` or `^`, also `o` before a bracket; a repeated mouth (":)))", ":DDD") is
/// one emoticon. Those that begin or end in a letter or digit stand for themselves, not inside a
/// word or a number. Those that begin with eyes may follow a word ("great:)", "lol:D") where that
/// cannot mean anything else: "10:30", "1:0", "C:\Users", "http://", "sizes:(small)" and
/// "mp3:older" hold none.
enum Emoticons {
    /// What stands before the place where an emoticon may begin.
    enum Preceding {
        /// The start of the text, or white space.
        case blank
        case word
        case number
        /// Punctuation, an emoji, an emoticon, a mark.
        case symbol
    }

    typealias Match = (end: Int, word: StaticString)

    /// The emoticon at `position`, where it ends and its word.
    static func match(
        _ bytes: UnsafePointer<UInt8>,
        _ position: Int,
        _ end: Int,
        after preceding: Preceding
    ) -> Match? {
        // None is shorter than two bytes, so looking at the second one is safe after this.
        guard end - position >= 2 else { return nil }
        let scan = EmoticonScan(bytes: bytes, start: position, end: end, preceding: preceding)
        switch bytes[position] {
        case UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "="):
            return scan.face() ?? scan.pair()
        case UInt8(ascii: "<"): return scan.heart()
        case UInt8(ascii: ">"): return scan.angryFace() ?? scan.pair()
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"):
            return scan.reversed() ?? scan.tableFlip()
        case UInt8(ascii: "x"), UInt8(ascii: "X"): return scan.laughing() ?? scan.pair()
        case UInt8(ascii: "D"): return scan.dismayed()
        case UInt8(ascii: "8"), UInt8(ascii: "B"): return scan.sunglasses()
        case UInt8(ascii: "O"), UInt8(ascii: "o"), UInt8(ascii: "0"):
            return scan.angel() ?? scan.pair()
        case UInt8(ascii: "\\"): return scan.fixed("\\o/", "cheering")
        case 0xC2: return scan.fixed("¯\\_(ツ)_/¯", "shrug") ?? scan.fixed("¬_¬", "annoyed")
        case 0xE0: return scan.fixed("ಠ_ಠ", "disapproving")
        default: return scan.pair()
        }
    }

    /// Whether a letter or digit can begin an emoticon, given the byte after it: the quick test
    /// before `match` at the start of a word.
    @inline(__always)
    static func mayBegin(_ byte: UInt8, _ next: UInt8) -> Bool {
        switch next {
        // Eyes or a nose in second place.
        case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"),
            UInt8(ascii: "'"):
            return true
        case UInt8(ascii: "D"), UInt8(ascii: "d"): return byte | 0x20 == UInt8(ascii: "x")
        default: return false
        }
    }
}

/// One try at one place. Reading past the end gives a blank.
private struct EmoticonScan {
    let bytes: UnsafePointer<UInt8>
    let start: Int
    let end: Int
    let preceding: Emoticons.Preceding

    private func byte(_ position: Int) -> UInt8 {
        position < end ? bytes[position] : UInt8(ascii: " ")
    }

    private func isWord(_ position: Int) -> Bool {
        let byte = byte(position)
        return byte.isASCIILetter || byte.isASCIIDigit
    }

    private func isBlank(_ position: Int) -> Bool { byte(position) <= UInt8(ascii: " ") }

    /// The first position from `position` on that does not hold the byte there, in either case.
    private func endOfRun(_ position: Int) -> Int {
        let first = byte(position) | 0x20
        var next = position
        while next < end, bytes[next] | 0x20 == first { next += 1 }
        return next
    }

    // MARK: Eyes, nose, mouth

    /// `:)` and all that is built alike.
    func face() -> Emoticons.Match? { face(eyes: start) }

    private func face(eyes: Int) -> Emoticons.Match? {
        let eye = bytes[eyes]
        let tear = tearCount(eyes + 1)
        let hasTear = tear > 0
        var mouth = eyes + 1 + tear
        if isNose(mouth), mouthWord(mouth + 1, eye, hasTear) != nil { mouth += 1 }
        guard let word = mouthWord(mouth, eye, hasTear) else { return nil }
        let after = endOfRun(mouth)
        return isFree(mouth, after, hasNose: mouth > eyes + 1) ? (after, word) : nil
    }

    /// An apostrophe is a tear; a comma or an asterisk only above a sad mouth.
    private func tearCount(_ position: Int) -> Int {
        guard position < end else { return 0 }
        if byte(position) == UInt8(ascii: ",") || byte(position) == UInt8(ascii: "*") {
            return byte(position + 1) == UInt8(ascii: "(") ? 1 : 0
        }
        return apostropheCount(bytes, position, end)
    }

    private func isNose(_ position: Int) -> Bool {
        switch byte(position) {
        case UInt8(ascii: "-"), UInt8(ascii: "~"), UInt8(ascii: "^"): return true
        case UInt8(ascii: "o"), UInt8(ascii: "O"), UInt8(ascii: "0"):
            let mouth = byte(position + 1)
            return mouth == UInt8(ascii: ")") || mouth == UInt8(ascii: "(")
        default: return false
        }
    }

    private func mouthWord(_ position: Int, _ eye: UInt8, _ hasTear: Bool) -> StaticString? {
        let isEqualSign = eye == UInt8(ascii: "=")
        switch byte(position) {
        case UInt8(ascii: ")"), UInt8(ascii: "]"):
            return eye == UInt8(ascii: ";") ? "wink" : "happy"
        case UInt8(ascii: "}"): return "happy"
        case UInt8(ascii: ">"): return isEqualSign ? nil : "happy"
        case UInt8(ascii: "("), UInt8(ascii: "["):
            return hasTear || eye == UInt8(ascii: ";") ? "crying" : "sad"
        case UInt8(ascii: "{"): return hasTear ? "crying" : "sad"
        case UInt8(ascii: "<"): return isEqualSign ? nil : hasTear ? "crying" : "sad"
        case UInt8(ascii: "D"), UInt8(ascii: "d"): return "laughing"
        case UInt8(ascii: "P"), UInt8(ascii: "p"), UInt8(ascii: "b"): return "playful"
        case UInt8(ascii: "O"), UInt8(ascii: "o"): return "surprised"
        case UInt8(ascii: "0"): return isEqualSign ? nil : "surprised"
        case UInt8(ascii: "3"): return "happy"
        case UInt8(ascii: "/"), UInt8(ascii: "\\"): return "skeptical"
        case UInt8(ascii: "|"): return "neutral"
        case UInt8(ascii: "*"): return "kiss"
        case UInt8(ascii: "S"), UInt8(ascii: "s"): return "confused"
        case UInt8(ascii: "C"), UInt8(ascii: "c"): return isEqualSign ? nil : "sad"
        case UInt8(ascii: "X"), UInt8(ascii: "x"): return "speechless"
        case UInt8(ascii: "#"): return isEqualSign ? nil : "speechless"
        case UInt8(ascii: "@"): return isEqualSign ? nil : "angry"
        case UInt8(ascii: "$"): return isEqualSign ? nil : "embarrassed"
        default: return nil
        }
    }

    /// Whether what stands around a mouth from `mouth` to `after` lets it be one.
    private func isFree(_ mouth: Int, _ after: Int, hasNose: Bool) -> Bool {
        let byte = bytes[mouth]
        if byte.isASCIILetter || byte.isASCIIDigit {
            if isWord(after) || preceding == .number { return false }
            let letter = byte | 0x20
            return preceding != .word || letter == UInt8(ascii: "d") || letter == UInt8(ascii: "p")
        }
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "\\"):
            // "://" is no face, nor is the "=//=" of code.
            if after - mouth > 1 || self.byte(after) == UInt8(ascii: "=") { return false }
        case UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "#"):
            if after - mouth > 1 || isWord(after) || self.byte(after) == UInt8(ascii: "_") {
                return false
            }
        default: break
        }
        // A colon inside a word or a number ("sizes:(small)", "C:\Users") belongs to it.
        let isInside = preceding == .word || preceding == .number
        return !isInside || hasNose || byte == UInt8(ascii: ")") || !isWord(after)
    }

    // MARK: Other shapes

    /// `>:(` is angry, `>:)` evil.
    func angryFace() -> Emoticons.Match? {
        guard byte(start + 1) == UInt8(ascii: ":"), let face = face(eyes: start + 1) else {
            return nil
        }
        switch bytes[face.end - 1] {
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "D"), UInt8(ascii: "}"):
            return (face.end, "evil")
        case UInt8(ascii: "P"), UInt8(ascii: "p"): return face
        default: return (face.end, "angry")
        }
    }

    /// `<3` and `</3`.
    func heart() -> Emoticons.Match? {
        let isBroken = byte(start + 1) == UInt8(ascii: "/")
        let three = start + (isBroken ? 2 : 1)
        guard byte(three) == UInt8(ascii: "3"), preceding != .number else { return nil }
        let after = endOfRun(three)
        guard !byte(after).isASCIIDigit else { return nil }
        return (after, isBroken ? "heartbroken" : "love")
    }

    /// `(:` and `):`, between blanks only, where they cannot be a parenthesis and a colon.
    func reversed() -> Emoticons.Match? {
        guard preceding == .blank else { return nil }
        var eye = endOfRun(start)
        if byte(eye) == UInt8(ascii: "-") { eye += 1 }
        guard isBlank(eye + 1) else { return nil }
        let isSad = bytes[start] == UInt8(ascii: ")") || bytes[start] == UInt8(ascii: "]")
        switch byte(eye) {
        case UInt8(ascii: ":"), UInt8(ascii: "="): return (eye + 1, isSad ? "sad" : "happy")
        case UInt8(ascii: ";"): return (eye + 1, isSad ? "crying" : "wink")
        default: return nil
        }
    }

    func tableFlip() -> Emoticons.Match? { fixed("(╯°□°)╯︵ ┻━┻", "furious") }

    /// `xD`, `XDDD`.
    func laughing() -> Emoticons.Match? {
        guard byte(start + 1) | 0x20 == UInt8(ascii: "d") else { return nil }
        let after = endOfRun(start + 1)
        return isWord(after) ? nil : (after, "laughing")
    }

    /// `D:` and `D':`.
    func dismayed() -> Emoticons.Match? {
        var eye = start + 1
        if byte(eye) == UInt8(ascii: "'") { eye += 1 }
        guard byte(eye) == UInt8(ascii: ":"), isBlank(eye + 1) else { return nil }
        return (eye + 1, "dismayed")
    }

    /// `8-)` and `B-)`.
    func sunglasses() -> Emoticons.Match? {
        guard byte(start + 1) == UInt8(ascii: "-"), byte(start + 2) == UInt8(ascii: ")") else {
            return nil
        }
        return (endOfRun(start + 2), "cool")
    }

    /// `O:)` and `0:-)`.
    func angel() -> Emoticons.Match? {
        var mouth = start + 2
        if byte(mouth) == UInt8(ascii: "-") { mouth += 1 }
        guard byte(start + 1) == UInt8(ascii: ":"), byte(mouth) == UInt8(ascii: ")") else {
            return nil
        }
        return (endOfRun(mouth), "angel")
    }

    /// Two eyes around a mouth: `^_^`, `o_O`, `T__T`, `>.<`.
    func pair() -> Emoticons.Match? {
        let eye = bytes[start]
        let isLetterEye = eye.isASCIILetter || eye.isASCIIDigit
        var other = start + 1
        switch byte(other) {
        case UInt8(ascii: "_"): other = endOfRun(other)
        case UInt8(ascii: "."), UInt8(ascii: "-"): other += 1
        case UInt8(ascii: "^"):
            return eye == UInt8(ascii: "^") && !isWord(other + 1)
                ? (endOfRun(other), "happy") : nil
        case UInt8(ascii: "<"):
            let isFace = eye == UInt8(ascii: ">") && preceding == .blank && isBlank(other + 1)
            return isFace ? (other + 1, "frustrated") : nil
        default: return nil
        }
        guard let word = pairWord(eye, byte(other), isUnderscored: bytes[start + 1] == 0x5F) else {
            return nil
        }
        if isLetterEye, preceding == .word || preceding == .number || isWord(other + 1) {
            return nil
        }
        return (other + 1, word)
    }

    private func pairWord(
        _ left: UInt8,
        _ right: UInt8,
        isUnderscored: Bool
    ) -> StaticString? {
        if left == UInt8(ascii: ">") { return right == UInt8(ascii: "<") ? "frustrated" : nil }
        // Letters around a dot or a dash are rather initials ("T.T", "u.u") than a face.
        let isSymbol = !left.isASCIILetter && !left.isASCIIDigit
        guard isSymbol || isUnderscored || isRound(left) else { return nil }
        switch (left, right) {
        case (UInt8(ascii: "^"), UInt8(ascii: "^")): return "happy"
        case (UInt8(ascii: "-"), UInt8(ascii: "-")), (UInt8(ascii: "="), UInt8(ascii: "=")):
            // "---" is a line.
            return bytes[start + 1] == left ? nil : "annoyed"
        case (UInt8(ascii: ";"), UInt8(ascii: ";")): return "crying"
        case (UInt8(ascii: "*"), UInt8(ascii: "*")), (UInt8(ascii: "$"), UInt8(ascii: "$")):
            return "amazed"
        case (UInt8(ascii: "@"), UInt8(ascii: "@")): return "confused"
        case (UInt8(ascii: "T"), UInt8(ascii: "T")), (UInt8(ascii: "t"), UInt8(ascii: "t")),
            (UInt8(ascii: "Q"), UInt8(ascii: "Q")):
            return "crying"
        case (UInt8(ascii: "u"), UInt8(ascii: "u")), (UInt8(ascii: "U"), UInt8(ascii: "U")):
            return "annoyed"
        case (UInt8(ascii: "x"), UInt8(ascii: "x")), (UInt8(ascii: "X"), UInt8(ascii: "X")):
            return "exhausted"
        default:
            guard isRound(left), isRound(right) else { return nil }
            // "0.0" is a number, and "o-o" too likely a slip.
            if left == right { return isUnderscored ? "surprised" : nil }
            return bytes[start + 1] == UInt8(ascii: "-") ? nil : "confused"
        }
    }

    private func isRound(_ eye: UInt8) -> Bool {
        eye | 0x20 == UInt8(ascii: "o") || eye == UInt8(ascii: "0")
    }

    /// An emoticon that is always written in one way.
    func fixed(_ text: StaticString, _ word: StaticString) -> Emoticons.Match? {
        let count = text.utf8CodeUnitCount
        guard end - start >= count else { return nil }
        for index in 0..<count where bytes[start + index] != text.utf8Start[index] { return nil }
        return (start + count, word)
    }
}
