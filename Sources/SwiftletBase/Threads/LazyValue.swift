import Synchronization

/// A value computed on first use; concurrent callers wait for it.
@usableFromInline
package final class LazyValue<Value: Sendable>: Sendable {
    @usableFromInline let made = Mutex<Value?>(nil)

    @inlinable package init() {}

    /// The value, which `make` gives the first time. `make` must not ask for the same value.
    @inlinable
    package func value(_ make: () -> Value) -> Value {
        made.withLock { made in
            if let made { return made }
            let new = make()
            made = new
            return new
        }
    }
}
