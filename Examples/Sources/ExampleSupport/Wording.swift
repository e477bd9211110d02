import Swiftlet

/// A number of things in words: `1 thread`, `8 threads`.
public func counted(_ count: Int, _ noun: String) -> String {
    "\(NumberFormat.count(count)) \(noun)\(count == 1 ? "" : "s")"
}
