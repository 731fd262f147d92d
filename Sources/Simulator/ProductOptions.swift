package import Bridge
package import Crypto

/// What the simulated product is: its address, the installed app it invokes, and its data.
package struct ProductOptions: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 takes any that is free.
    package var port: UInt16 = 0
    /// What it shows to its clients; `nil` for plain HTTP.
    package var tls: TLSServerContext?
    /// Answers after which it closes a connection; the last one says so.
    package var requestsPerConnectionMax = Int.max
    /// What endpoints in invokes begin with, where that is not `http://<host>:<port>`.
    package var publicURL: String?
    /// The ids of the app, its install, the service and its instance.
    package var context = InvocationContext(
        appID: "38281836-4bb4-2cdb-6006-592a98d02da1",
        installID: "a28b7df0-2a16-26e1-08e4-a302199208d9",
        instanceID: "6ea036bb-8cfb-46c5-a826-d001d3a0349b",
        serviceID: "13023bae-8350-f75f-d953-f7a96d6928b6",
        tenantID: "6607", productID: "78ffbba2-cf29-a607-c611-3f05e9199a39")
    /// Signs the tokens of both directions.
    package var installSecret = Secret(
        Array("66666666-6666-4666-8666-666666666666-77777777-7777-4777-8777-777777777777".utf8))
    /// Of the rows, and of everything that happens by lot.
    package var seed: UInt64 = 1
    /// The output columns that the invokes announce besides AMS's own.
    package var columns: [OfferColumn] = OfferColumn.allCases
    /// How many reported rows are kept to be shown to people.
    package var rowsKeptMax = 0
    /// Where `POST /invoke` sends its invokes unless told: the daemon's address with its path.
    package var daemonURL: String?
    /// How it behaves at first.
    package var behaviour = ProductBehaviour()

    /// A well-behaved product on any free port of this machine.
    package init() {}
}
