import SwiftletEvaluation
import Testing

@Suite struct WordCloudTests {
    /// Words of all lengths with weights that fall as frequencies of words do.
    private func words(_ count: Int) -> [WordCloud.Word] {
        let letters = "etaoinshrdlucmfwygpbvk"
        return (0..<count).map { number in
            let start = letters.index(letters.startIndex, offsetBy: number * 7 % 20)
            let text = String(repeating: letters[start], count: 2 + number * 5 % 9) + "\(number)"
            return WordCloud.Word(text, weight: 1_000 / Double(number + 1), series: number % 3)
        }
    }

    @Test(arguments: [1, 2, 20, 60, 400])
    func wordsNeitherOverlapNorLeaveThePicture(count: Int) throws {
        let cloud = WordCloud(title: "Words", words: words(count))
        let placements = cloud.placements()
        #expect(placements.count == count || count == 400 && placements.count > 60)
        for (index, placement) in placements.enumerated() {
            let box = placement.box
            #expect(box.left >= 0 && box.right <= 480 && box.top >= 0)
            #expect(box.right > box.left && box.bottom > box.top)
            for other in placements[..<index] { #expect(box.overlap(with: other.box) == 0) }
            #expect(placement.size >= WordCloud.smallestSize)
            #expect(placement.size <= WordCloud.largestSize)
        }
        let picture = try ParsedElement.parse(cloud.svg)
        let height = picture.number("height")
        let texts = picture.all(class: "word")
        #expect(texts.map(\.text) == placements.map(\.text))
        for (text, placement) in zip(texts, placements) {
            #expect(text.number("y") < height)
            #expect(abs(text.number("x") - (placement.box.left + placement.box.right) / 2) < 0.1)
        }
    }

    @Test func heavierWordsAreLarger() {
        let placements = WordCloud(
            title: "",
            words: [
                .init("late", weight: 25), .init("early", weight: 100), .init("on", weight: 64),
            ]
        ).placements()
        #expect(placements.map(\.text) == ["early", "on", "late"])
        #expect(abs(placements[1].size / placements[0].size - 0.8) < 1e-9)
        #expect(abs(placements[2].size / placements[0].size - 0.5) < 1e-9)
    }

    @Test func aWordThatIsTooLongIsCut() {
        let long = String(repeating: "w", count: 300)
        let placements = WordCloud(title: "", words: [.init(long, weight: 1)]).placements()
        #expect(placements.count == 1)
        #expect(placements[0].size == WordCloud.smallestSize)
        #expect(placements[0].text.last == "…")
        #expect(placements[0].box.left >= 0 && placements[0].box.right <= 480)
    }

    @Test func wordsWithoutWeightAreLeftOut() throws {
        let odd: [WordCloud.Word] = [
            .init("zero", weight: 0), .init("minus", weight: -1), .init("none", weight: .nan),
            .init("endless", weight: .infinity), .init("", weight: 3),
        ]
        let empty = try ParsedElement.parse(WordCloud(title: "Words", words: odd).svg)
        #expect(empty.all(class: "muted").map(\.text) == ["no data"])
        let one = WordCloud(title: "Words", words: odd + [.init("<b>&", weight: 1, hint: "\"1\"")])
        let texts = try ParsedElement.parse(one.svg).all(class: "word").map(\.text)
        #expect(texts == ["<b>&"])
    }
}
