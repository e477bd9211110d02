import Testing

import SwiftletText

@Test func moduleImports() {}
