@_exported import SwiftletBase
@_exported import SwiftletEvaluation
@_exported import SwiftletLinear
@_exported import SwiftletNeural
@_exported import SwiftletTensor
@_exported import SwiftletText
@_exported import SwiftletTransformers
