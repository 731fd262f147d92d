/// What an IP address is for, by the two special-purpose registries of IANA (RFC 6890 and later):
/// iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
package enum AddressRange: String, CaseIterable, Hashable, Sendable {
    /// Reachable by everybody: the only range that a stranger's URL may lead to.
    case global
    /// 0.0.0.0/8 and ::.
    case unspecified
    /// RFC 1918, unique local (RFC 4193) and the old site-local addresses.
    case `private`
    /// Behind a carrier's NAT (RFC 6598).
    case shared
    case loopback
    /// Among others the metadata service of every cloud, 169.254.169.254.
    case linkLocal = "link-local"
    case multicast
    case documentation
    /// Everything that is neither global nor one of the above.
    case reserved

    /// The range of an address of 4 or 16 bytes in network order; any other length is reserved.
    package init(_ bytes: [UInt8]) {
        switch bytes.count {
        case 4: self = Self.ofIPv4(bytes[0], bytes[1], bytes[2], bytes[3])
        case 16: self = Self.ofIPv6(bytes)
        default: self = .reserved
        }
    }

    private static func ofIPv4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> AddressRange {
        switch (a, b, c) {
        case (0, _, _): .unspecified
        case (10, _, _), (172, 16...31, _), (192, 168, _): .private
        case (100, 64...127, _): .shared
        case (127, _, _): .loopback
        case (169, 254, _): .linkLocal
        case (192, 0, 2), (198, 51, 100), (203, 0, 113): .documentation
        // Protocol assignments, the relay of 6to4, AS112, AMT and benchmarks of networks.
        case (192, 0, 0), (192, 88, 99), (192, 31, 196), (192, 52, 193), (192, 175, 48): .reserved
        case (198, 18...19, _): .reserved
        case (224...239, _, _): .multicast
        case (240...255, _, _): .reserved
        default: .global
        }
    }

    private static func ofIPv6(_ bytes: [UInt8]) -> AddressRange {
        let groups = (0..<8).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
        var embedded: AddressRange { ofIPv4(bytes[12], bytes[13], bytes[14], bytes[15]) }
        switch (groups[0], groups[1]) {
        case (0, 0) where groups[2...6].allSatisfy({ $0 == 0 }) && groups[7] < 2:
            return groups[7] == 0 ? .unspecified : .loopback
        // An IPv4 address in IPv6's clothes: mapped (RFC 4291), or translated on its way (RFC
        // 6052).
        case (0, 0) where groups[2...4].allSatisfy({ $0 == 0 }) && groups[5] == 0xFFFF:
            return embedded
        case (0x64, 0xFF9B) where groups[2...5].allSatisfy({ $0 == 0 }):
            return embedded
        case (0x2001, 0x0DB8), (0x3FFF, 0..<0x1000):
            return .documentation
        // Protocol assignments with Teredo, and 6to4: tunnels that end where nobody has looked.
        case (0x2001, 0..<0x0200), (0x2002, _):
            return .reserved
        case (0x2000...0x3FFF, _): return .global
        case (0xFC00...0xFDFF, _), (0xFEC0...0xFEFF, _): return .private
        case (0xFE80...0xFEBF, _): return .linkLocal
        case (0xFF00...0xFFFF, _): return .multicast
        default: return .reserved
        }
    }
}
