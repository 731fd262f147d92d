/// Bounds on what a product's message may hold. The bound on its bytes is the receiver's.
package enum MessageLimits {
    /// Bytes of an `Authorization` header. A real one has some 400.
    package static let authorizationBytesMax = 8_192
    /// Depth of an object in a token: the claims are flat.
    package static let tokenDepthMax = 4
    /// Members of an object in a token.
    package static let tokenMembersMax = 64
    /// Bytes of an id: of an app, an install, a tenant, a data set…
    package static let idBytesMax = 256
    /// Bytes of the name of a column.
    package static let columnNameBytesMax = 1_024
    /// Bytes of an endpoint's address.
    package static let addressBytesMax = 4_096
    /// Headers of an endpoint.
    package static let headersMax = 32
    /// Bytes of the name of an endpoint's header.
    package static let headerNameBytesMax = 128
    /// Bytes of its value.
    package static let headerValueBytesMax = 4_096
    /// Bytes of the names and values of all headers of an endpoint: servers commonly take 8 KiB of
    /// head, and our token is to fit in, too.
    package static let headersBytesMax = 6_144
}
