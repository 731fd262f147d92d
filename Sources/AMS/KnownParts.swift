/// Parts of invokes that were read before: a service's instances invoke again and again, and what
/// they say of themselves is the same each time.
package struct KnownParts: Sendable {
    /// What the columns of services are.
    package internal(set) var definitions = RecordDefinitions()
    /// Who invoked.
    package internal(set) var contexts = InstanceContexts()

    /// Knows nothing yet.
    package init() {}
}
