import Testing

import SwiftletLinear

@Test func moduleImports() {}
