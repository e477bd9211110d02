import SwiftletBase

/// HTML character references, decoded: `&amp;` becomes `&`, `&lt;3` becomes `<3`.
///
/// - Named references of HTML 4 (with HTML 5's `&lang;` and `&rang;`), `&apos;`, and the six of HTML 5 in upper case (`&AMP;`, `&LT;`
///   and so on); other names stay as they are.
/// - Decimal (`&#39;`) and hexadecimal (`&#x27;`), with the replacements that HTML prescribes:
///   128 to 159 are read as Windows-1252, what is no scalar becomes U+FFFD, and control characters
///   and noncharacters go.
/// - The semicolon may be missing. After a name it may only where no letter, digit or `=` follows
///   and the name is a Latin-1 one, so that `?a=1&copy=2` and `AT&T` stay as they are.
/// - Texts that were escaped twice (`&amp;lt;`) are decoded twice, not more often.
public enum HTMLEntities {
    /// `text` with its character references decoded.
    ///
    ///     HTMLEntities.decode("AT&T &lt;3 &quot;caf&eacute;&quot;")  // AT&T <3 "café"
    public static func decode(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return "" }
            return String(unsafeUninitializedCapacity: bytes.count) {
                decode(start, bytes.count, to: $0.baseAddress!)
            }
        }
    }

    /// Decodes `count` bytes to `output`, which needs room for as many, and returns how many were
    /// written. No reference is shorter than what it stands for.
    static func decode(
        _ source: UnsafePointer<UInt8>,
        _ count: Int,
        to output: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var (written, sawAmpersand) = decodeOnce(source, count, to: output)
        // In place: what is written never gets ahead of what is read.
        if sawAmpersand { (written, sawAmpersand) = decodeOnce(output, written, to: output) }
        return written
    }

    private static func decodeOnce(
        _ source: UnsafePointer<UInt8>,
        _ count: Int,
        to output: UnsafeMutablePointer<UInt8>
    ) -> (written: Int, sawAmpersand: Bool) {
        var position = 0
        var written = 0
        var sawAmpersand = false
        while position < count {
            let byte = source[position]
            if byte == UInt8(ascii: "&"),
                let reference = reference(source, position, count, to: output + written)
            {
                sawAmpersand =
                    sawAmpersand
                    || (reference.written == 1 && output[written] == UInt8(ascii: "&"))
                position = reference.end
                written += reference.written
            } else {
                output[written] = byte
                written += 1
                position += 1
            }
        }
        return (written, sawAmpersand)
    }

    /// Decodes the reference at the ampersand, where there is one.
    private static func reference(
        _ source: UnsafePointer<UInt8>,
        _ start: Int,
        _ count: Int,
        to output: UnsafeMutablePointer<UInt8>
    ) -> (end: Int, written: Int)? {
        if start + 1 < count, source[start + 1] == UInt8(ascii: "#") {
            return number(source, start, count, to: output)
        }
        let nameStart = start + 1
        var end = nameStart
        while end < count, source[end].isASCIILetter || source[end].isASCIIDigit,
            end - nameStart <= PackedWord.capacity
        {
            end += 1
        }
        guard let value = names.value(source + nameStart, end - nameStart) else { return nil }
        if end < count, source[end] == UInt8(ascii: ";") {
            end += 1
        } else {
            guard mayLackSemicolon(value), end == count || source[end] != UInt8(ascii: "=") else {
                return nil
            }
        }
        output.update(from: value.baseAddress!, count: value.count)
        return (end, value.count)
    }

    /// HTML lets the semicolon be missing after the names of Latin-1's characters, except the apostrophe.
    private static func mayLackSemicolon(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        value.count == 1 ? value[0] != UInt8(ascii: "'") : value.count == 2 && value[0] <= 0xC3
    }

    private static func number(
        _ source: UnsafePointer<UInt8>,
        _ start: Int,
        _ count: Int,
        to output: UnsafeMutablePointer<UInt8>
    ) -> (end: Int, written: Int)? {
        var end = start + 2
        let isHexadecimal = end < count && source[end] | 0x20 == UInt8(ascii: "x")
        if isHexadecimal { end += 1 }
        let digits = end
        var value: UInt32 = 0
        while end < count, let digit = digit(source[end], isHexadecimal) {
            // Past the last scalar, the value itself no longer matters.
            value = min(value * (isHexadecimal ? 16 : 10) + digit, 0x110000)
            end += 1
        }
        guard end > digits else { return nil }
        if end < count, source[end] == UInt8(ascii: ";") { end += 1 }
        guard let scalar = scalar(value) else { return (end, 0) }
        return (end, UTF8Scalar.encode(scalar, to: output))
    }

    private static func digit(_ byte: UInt8, _ isHexadecimal: Bool) -> UInt32? {
        if byte.isASCIIDigit { return UInt32(byte &- 0x30) }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return isHexadecimal && letter < 6 ? UInt32(letter) + 10 : nil
    }

    /// The scalar that a number stands for; `nil` where HTML makes nothing of it.
    private static func scalar(_ value: UInt32) -> UInt32? {
        switch value {
        case 0, 0xD800...0xDFFF, 0x110000...: return 0xFFFD
        case 0x0D, 0x81, 0x8D, 0x8F, 0x90, 0x9D: return value
        case 0x80...0x9F: return windows1252(value)
        case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0xFDD0...0xFDEF: return nil
        default: return value & 0xFFFE == 0xFFFE ? nil : value
        }
    }

    private static func windows1252(_ value: UInt32) -> UInt32 {
        switch value {
        case 0x80: return 0x20AC
        case 0x82: return 0x201A
        case 0x83: return 0x0192
        case 0x84: return 0x201E
        case 0x85: return 0x2026
        case 0x86: return 0x2020
        case 0x87: return 0x2021
        case 0x88: return 0x02C6
        case 0x89: return 0x2030
        case 0x8A: return 0x0160
        case 0x8B: return 0x2039
        case 0x8C: return 0x0152
        case 0x8E: return 0x017D
        case 0x91: return 0x2018
        case 0x92: return 0x2019
        case 0x93: return 0x201C
        case 0x94: return 0x201D
        case 0x95: return 0x2022
        case 0x96: return 0x2013
        case 0x97: return 0x2014
        case 0x98: return 0x02DC
        case 0x99: return 0x2122
        case 0x9A: return 0x0161
        case 0x9B: return 0x203A
        case 0x9C: return 0x0153
        case 0x9E: return 0x017E
        case 0x9F: return 0x0178
        default: return value
        }
    }

    private static let names = WordTable(
        """
        AElig	Æ
        AMP	&
        Aacute	Á
        Acirc	Â
        Agrave	À
        Alpha	Α
        Aring	Å
        Atilde	Ã
        Auml	Ä
        Beta	Β
        COPY	©
        Ccedil	Ç
        Chi	Χ
        Dagger	‡
        Delta	Δ
        ETH	Ð
        Eacute	É
        Ecirc	Ê
        Egrave	È
        Epsilon	Ε
        Eta	Η
        Euml	Ë
        GT	>
        Gamma	Γ
        Iacute	Í
        Icirc	Î
        Igrave	Ì
        Iota	Ι
        Iuml	Ï
        Kappa	Κ
        LT	<
        Lambda	Λ
        Mu	Μ
        Ntilde	Ñ
        Nu	Ν
        OElig	Œ
        Oacute	Ó
        Ocirc	Ô
        Ograve	Ò
        Omega	Ω
        Omicron	Ο
        Oslash	Ø
        Otilde	Õ
        Ouml	Ö
        Phi	Φ
        Pi	Π
        Prime	″
        Psi	Ψ
        QUOT	"
        REG	®
        Rho	Ρ
        Scaron	Š
        Sigma	Σ
        THORN	Þ
        Tau	Τ
        Theta	Θ
        Uacute	Ú
        Ucirc	Û
        Ugrave	Ù
        Upsilon	Υ
        Uuml	Ü
        Xi	Ξ
        Yacute	Ý
        Yuml	Ÿ
        Zeta	Ζ
        aacute	á
        acirc	â
        acute	´
        aelig	æ
        agrave	à
        alefsym	ℵ
        alpha	α
        amp	&
        and	∧
        ang	∠
        apos	'
        aring	å
        asymp	≈
        atilde	ã
        auml	ä
        bdquo	„
        beta	β
        brvbar	¦
        bull	•
        cap	∩
        ccedil	ç
        cedil	¸
        cent	¢
        chi	χ
        circ	ˆ
        clubs	♣
        cong	≅
        copy	©
        crarr	↵
        cup	∪
        curren	¤
        dArr	⇓
        dagger	†
        darr	↓
        deg	°
        delta	δ
        diams	♦
        divide	÷
        eacute	é
        ecirc	ê
        egrave	è
        empty	∅
        emsp	\u{2003}
        ensp	\u{2002}
        epsilon	ε
        equiv	≡
        eta	η
        eth	ð
        euml	ë
        euro	€
        exist	∃
        fnof	ƒ
        forall	∀
        frac12	½
        frac14	¼
        frac34	¾
        frasl	⁄
        gamma	γ
        ge	≥
        gt	>
        hArr	⇔
        harr	↔
        hearts	♥
        hellip	…
        iacute	í
        icirc	î
        iexcl	¡
        igrave	ì
        image	ℑ
        infin	∞
        int	∫
        iota	ι
        iquest	¿
        isin	∈
        iuml	ï
        kappa	κ
        lArr	⇐
        lambda	λ
        lang	⟨
        laquo	«
        larr	←
        lceil	⌈
        ldquo	“
        le	≤
        lfloor	⌊
        lowast	∗
        loz	◊
        lrm	\u{200E}
        lsaquo	‹
        lsquo	‘
        lt	<
        macr	¯
        mdash	—
        micro	µ
        middot	·
        minus	−
        mu	μ
        nabla	∇
        nbsp	\u{A0}
        ndash	–
        ne	≠
        ni	∋
        not	¬
        notin	∉
        nsub	⊄
        ntilde	ñ
        nu	ν
        oacute	ó
        ocirc	ô
        oelig	œ
        ograve	ò
        oline	‾
        omega	ω
        omicron	ο
        oplus	⊕
        or	∨
        ordf	ª
        ordm	º
        oslash	ø
        otilde	õ
        otimes	⊗
        ouml	ö
        para	¶
        part	∂
        permil	‰
        perp	⊥
        phi	φ
        pi	π
        piv	ϖ
        plusmn	±
        pound	£
        prime	′
        prod	∏
        prop	∝
        psi	ψ
        quot	"
        rArr	⇒
        radic	√
        rang	⟩
        raquo	»
        rarr	→
        rceil	⌉
        rdquo	”
        real	ℜ
        reg	®
        rfloor	⌋
        rho	ρ
        rlm	\u{200F}
        rsaquo	›
        rsquo	’
        sbquo	‚
        scaron	š
        sdot	⋅
        sect	§
        shy	\u{AD}
        sigma	σ
        sigmaf	ς
        sim	∼
        spades	♠
        sub	⊂
        sube	⊆
        sum	∑
        sup	⊃
        sup1	¹
        sup2	²
        sup3	³
        supe	⊇
        szlig	ß
        tau	τ
        there4	∴
        theta	θ
        thetasym	ϑ
        thinsp	\u{2009}
        thorn	þ
        tilde	˜
        times	×
        trade	™
        uArr	⇑
        uacute	ú
        uarr	↑
        ucirc	û
        ugrave	ù
        uml	¨
        upsih	ϒ
        upsilon	υ
        uuml	ü
        weierp	℘
        xi	ξ
        yacute	ý
        yen	¥
        yuml	ÿ
        zeta	ζ
        zwj	\u{200D}
        zwnj	\u{200C}
        """
    )
}
