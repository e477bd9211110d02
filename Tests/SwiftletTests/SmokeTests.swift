import Testing

import Swiftlet

@Test func moduleImports() {}
