import SwiftletBase

/// URLs and e-mail addresses in running text.
///
/// A URL begins with `http://`, `https://` or `ftp://` (also in the middle of a word), with `www.`,
/// or is a bare host with a well-known ending: `example.com`, and where a path follows also
/// shorteners' endings (`bit.ly/x`). It ends at white space, `<`, `>`, `"` or a quotation mark, and
/// punctuation that closes the sentence around it is not part of it.
enum WebAddress {
    /// Where the scheme in front of the `://` at `colon` begins; `nil` where it is none of a URL.
    static func schemeStart(
        _ bytes: UnsafePointer<UInt8>,
        from start: Int,
        colon: Int,
        _ end: Int
    ) -> Int? {
        guard end - colon >= 3, bytes[colon + 1] == UInt8(ascii: "/"),
            bytes[colon + 2] == UInt8(ascii: "/")
        else { return nil }
        for scheme in ["https", "http", "ftp"] as [StaticString] {
            let count = scheme.utf8CodeUnitCount
            guard colon - start >= count else { continue }
            var index = 0
            while index < count,
                bytes[colon - count + index].asciiLowercased == scheme.utf8Start[index]
            {
                index += 1
            }
            if index == count { return colon - count }
        }
        return nil
    }

    /// Where the URL that runs through `position` ends, without the punctuation after it.
    static func urlEnd(
        _ bytes: UnsafePointer<UInt8>,
        through position: Int,
        _ end: Int
    ) -> Int {
        var stop = position
        var openParentheses = 0
        scan: while stop < end {
            let byte = bytes[stop]
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""):
                break scan
            case UInt8(ascii: "("): openParentheses += 1
            case UInt8(ascii: ")"):
                // Only a parenthesis that was opened in the URL belongs to it.
                if openParentheses == 0 { break scan }
                openParentheses -= 1
            case 0x80...:
                let scalar = UTF8Scalar(bytes, stop, end)
                guard ScalarKind(scalar.value) == .word else { break scan }
                stop += scalar.count - 1
            default: break
            }
            stop += 1
        }
        trim: while stop > position {
            switch bytes[stop - 1] {
            case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "!"), UInt8(ascii: "?"),
                UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "'"), UInt8(ascii: "*"),
                UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "{"),
                UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "("):
                stop -= 1
            default: break trim
            }
        }
        return stop
    }

    /// Where the bare host from `start`, whose first label ends at the `dot`, ends with its path;
    /// `nil` where it is no host.
    static func hostEnd(
        _ bytes: UnsafePointer<UInt8>,
        from start: Int,
        dot: Int,
        _ end: Int
    ) -> Int? {
        guard let (hostEnd, lastLabel) = labels(bytes, dot, end) else { return nil }
        if dot - start == 3, bytes[start].asciiLowercased == UInt8(ascii: "w"),
            bytes[start + 1].asciiLowercased == UInt8(ascii: "w"),
            bytes[start + 2].asciiLowercased == UInt8(ascii: "w")
        {
            return urlEnd(bytes, through: hostEnd, end)
        }
        let next = hostEnd < end ? bytes[hostEnd] : UInt8(ascii: " ")
        let hasPath =
            next == UInt8(ascii: "/") && hostEnd + 1 < end
            && (bytes[hostEnd + 1].isASCIILetter || bytes[hostEnd + 1].isASCIIDigit)
        guard next != UInt8(ascii: "@"), next != UInt8(ascii: "_") else { return nil }
        let label = bytes + lastLabel
        let count = hostEnd - lastLabel
        let isKnown =
            plainEndings.contains(label, count, ignoringCase: true)
            || (hasPath && pathEndings.contains(label, count, ignoringCase: true))
        guard isKnown else { return nil }
        return next == UInt8(ascii: "/") || next == UInt8(ascii: "?") || next == UInt8(ascii: ":")
            ? urlEnd(bytes, through: hostEnd, end) : hostEnd
    }

    /// Where the e-mail address ends whose `@` stands at `position`; `nil` where it is none.
    static func mailEnd(_ bytes: UnsafePointer<UInt8>, at position: Int, _ end: Int) -> Int? {
        var first = position + 1
        while first < end, isLabelByte(bytes[first]) { first += 1 }
        guard first > position + 1, first < end, bytes[first] == UInt8(ascii: "."),
            let (hostEnd, lastLabel) = labels(bytes, first, end), hostEnd - lastLabel >= 2
        else { return nil }
        for index in lastLabel..<hostEnd where !bytes[index].isASCIILetter { return nil }
        return hostEnd
    }

    /// The labels from the `dot` on: where they end, and where the last begins. A host has at most
    /// 253 characters, which also keeps "a.a.a.a" and so on from being read again and again.
    private static func labels(
        _ bytes: UnsafePointer<UInt8>,
        _ dot: Int,
        _ end: Int
    ) -> (end: Int, last: Int)? {
        let end = min(end, dot + 254)
        var result: (end: Int, last: Int)?
        var position = dot
        while position < end, bytes[position] == UInt8(ascii: ".") {
            var next = position + 1
            while next < end, isLabelByte(bytes[next]) { next += 1 }
            guard next > position + 1 else { break }
            result = (next, position + 1)
            position = next
        }
        return result
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "-")
    }

    /// Endings that make a host of two words with a dot between them.
    private static let plainEndings = WordTable(
        """
        com
        net
        org
        edu
        gov
        """
    )

    /// Endings that do so only in front of a path: they may also be words, or what a sentence
    /// without a blank after its full stop leaves.
    private static let pathEndings = WordTable(
        """
        ag
        app
        at
        au
        be
        br
        ca
        cc
        ch
        co
        cx
        de
        dev
        es
        eu
        fm
        fr
        gd
        gl
        ie
        im
        in
        info
        io
        is
        it
        jp
        li
        ly
        me
        mobi
        mp
        nl
        nu
        nz
        pl
        se
        sh
        st
        to
        tv
        tl
        uk
        us
        vu
        ws
        za
        """
    )
}
