import Testing

import SwiftletEvaluation

@Test func moduleImports() {}
