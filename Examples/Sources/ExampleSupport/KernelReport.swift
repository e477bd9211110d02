import Swiftlet

/// Which kernels run, a line each, where the program was called with the given argument; else nothing,
/// for the answer makes OpenBLAS ready, which a program that never asks for it need not wait for.
public func kernelReport(onRequestOf argument: String) -> String {
    guard CommandLine.arguments.contains(argument) else { return "" }
    return Kernels.report.map(\.description).joined(separator: "\n")
}
