import Foundation
import SwiftletEvaluation
import Testing

@Suite struct PlotStyleTests {
    /// The colours by name, as shares of red, green and blue, in light and in dark.
    private let modes: [[String: [Double]]]

    init() throws {
        let page = try ParsedElement.parse(HTMLReport(title: "").html)
        let style = try #require(page.all("style").first).text
        modes = style.components(separatedBy: ":root {").dropFirst().map(Self.colours)
        try #require(modes.count == 2)
    }

    /// WCAG 2: text needs a contrast of 4.5, shapes need 3.
    @Test func coloursStandOutFromThePage() throws {
        for colours in modes {
            let paper = try #require(colours["paper"])
            for name in ["ink", "muted"] {
                #expect(try contrast(#require(colours[name]), paper) >= 4.5, "\(name)")
            }
            for number in 1...6 {
                #expect(try contrast(#require(colours["series-\(number)"]), paper) >= 3)
            }
        }
    }

    @Test func countsStandOutFromAnyShadeOfAHeatMap() throws {
        for colours in modes {
            let (heat, paper) = try (#require(colours["heat"]), #require(colours["paper"]))
            for share in stride(from: 0.0, through: 1, by: 0.01) {
                let ground = zip(heat, paper).map { $0 * share + $1 * (1 - share) }
                let ink = try #require(colours[share > 0.75 ? "on-heat" : "off-heat"])
                #expect(contrast(ink, ground) >= 4.4, "\(share)")
            }
        }
    }

    /// As simulated by G. Machado, M. Oliveira and L. Fernandes, "A Physiologically-based Model for
    /// Simulation of Color Vision Deficiency", 2009: the matrices for linear RGB at full severity.
    @Test(
        arguments: [
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            [
                [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
            [
                [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
            [
                [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ] as [[[Double]]]
    )
    func colourBlindReadersTellSeriesApart(deficiency: [[Double]]) throws {
        for colours in modes {
            let seen = try (1...6).map { number in
                lab(apply(deficiency, linear(try #require(colours["series-\(number)"]))))
            }
            for (index, first) in seen.enumerated() {
                for (other, second) in seen.enumerated() where other > index {
                    let squares = zip(first, second).map { ($0 - $1) * ($0 - $1) }
                    let distance = squares.reduce(0, +).squareRoot()
                    #expect(distance >= 15, "series \(index + 1) and \(other + 1)")
                }
            }
        }
    }

    /// The first rule's custom properties that are colours.
    private static func colours(in style: String) -> [String: [Double]] {
        var colours: [String: [Double]] = [:]
        for declaration in style.prefix(while: { $0 != "}" }).split(separator: ";") {
            let parts = declaration.split(separator: ":").map {
                $0.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            guard parts.count == 2, parts[1].hasPrefix("#"),
                let value = Int(parts[1].dropFirst(), radix: 16)
            else { continue }
            colours[String(parts[0].dropFirst(2))] = [16, 8, 0].map {
                Double(value >> $0 & 255) / 255
            }
        }
        return colours
    }

    private func contrast(_ first: [Double], _ second: [Double]) -> Double {
        func luminance(_ colour: [Double]) -> Double {
            zip([0.2126, 0.7152, 0.0722], linear(colour)).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let (a, b) = (luminance(first), luminance(second))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// sRGB without its gamma.
    private func linear(_ colour: [Double]) -> [Double] {
        colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    }

    /// CIELAB of linear RGB under daylight (D65).
    private func lab(_ colour: [Double]) -> [Double] {
        let matrix = [
            [0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505],
        ]
        let white = [0.9505, 1, 1.089]
        let f = zip(apply(matrix, colour.map { min(max($0, 0), 1) }), white).map { value, white in
            value / white > 0.008856 ? cbrt(value / white) : 7.787 * value / white + 16.0 / 116
        }
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }

    private func apply(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
        matrix.map { zip($0, vector).reduce(0) { $0 + $1.0 * $1.1 } }
    }
}
