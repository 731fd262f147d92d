package import Bridge

/// What the operator wrote in `bridge.json`, checked: whoever holds one need not check again.
///
/// The sections have the names and the order of the file; a value that the file leaves out has its
/// default here. The properties can be set, so that the demonstration and the benchmark can move a
/// port or a path of a text that they share.
package struct Configuration: Sendable {
    package var receiver: ReceiverSection
    package var store: StoreSection
    package var ams: AMSSection
    package var mpo: MPOSection
    /// In the order of the file: the first one that matches an invocation wins.
    package var mappings: [Mapping]
    package var admin: AdminSection
    package var log: LogSection
    /// What is allowed, and yet probably not meant.
    package var warnings: [ConfigurationMistake]
    /// Tells texts apart: see `version(of:)`.
    package var version: String
}
