package import Crypto

/// What the simulated MPO is: its address, its one API user and its processes.
package struct MPOOptions: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 takes any that is free.
    package var port: UInt16 = 0
    /// What it shows to its clients; `nil` for plain HTTP.
    package var tls: TLSServerContext?
    /// Answers after which it closes a connection; the last one says so.
    package var requestsPerConnectionMax = Int.max
    /// The login of the API user.
    package var apiUser = "220"
    /// The secret of the API user.
    package var apiSecret = Secret(Array("simulated-mpo-api-secret".utf8))
    /// The ids of the processes that exist, as text; `nil` means that any exists.
    package var processes: Set<String>?
    /// Of everything that happens by lot.
    package var seed: UInt64 = 1
    /// How it behaves at first.
    package var behaviour = MPOBehaviour()

    /// A well-behaved MPO on any free port of this machine.
    package init() {}
}
