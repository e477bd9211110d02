import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// An element of a parsed document, so that tests can look into pages and pictures.
final class ParsedElement {
    let name: String
    let attributes: [String: String]
    /// The text directly within the element.
    fileprivate(set) var text = ""
    fileprivate(set) var children: [ParsedElement] = []

    fileprivate init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    /// The element and all below it, in the document's order.
    var all: [ParsedElement] { [self] + children.flatMap(\.all) }

    func all(_ name: String) -> [ParsedElement] { all.filter { $0.name == name } }

    func all(class cssClass: String) -> [ParsedElement] {
        all.filter { $0.classes.contains(cssClass) }
    }

    var classes: [String] { attributes["class"]?.split(separator: " ").map(String.init) ?? [] }

    func number(_ attribute: String) -> Double { Double(attributes[attribute] ?? "") ?? .nan }

    /// The points of a path made of straight lines.
    var path: [(x: Double, y: Double)] {
        let numbers = (attributes["d"] ?? "").split { "MLZ ".contains($0) }.map {
            Double($0) ?? .nan
        }
        return stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
    }

    /// The root of a document; throws what the parser says where it is not well-formed.
    static func parse(_ document: String) throws -> ParsedElement {
        let parser = XMLParser(data: Data(document.utf8))
        let builder = Builder()
        parser.delegate = builder
        guard parser.parse(), let root = builder.root else {
            throw parser.parserError ?? CocoaError(.fileReadCorruptFile)
        }
        return root
    }

    private final class Builder: NSObject, XMLParserDelegate {
        var root: ParsedElement?
        private var open: [ParsedElement] = []

        func parser(
            _ parser: XMLParser,
            didStartElement elementName: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            let element = ParsedElement(name: elementName, attributes: attributes)
            open.last?.children.append(element)
            if root == nil { root = element }
            open.append(element)
        }

        func parser(
            _ parser: XMLParser,
            didEndElement elementName: String,
            namespaceURI: String?,
            qualifiedName: String?
        ) {
            open.removeLast()
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            open.last?.text += string
        }
    }
}
