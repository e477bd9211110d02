import Testing

import SwiftletTensor

@Test func moduleImports() {}
