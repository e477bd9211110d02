import Swiftlet
import Testing

@Test func moduleImports() {}
