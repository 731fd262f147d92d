import Crypto
import Foundation
import Service
import TestSupport
import Testing

/// The daemon is the real one: what it says at its start is what an operator reads.
@Suite(.serialized) struct `A certificate that does not fit` {
    private static let identity = TestCertificate()

    /// Starts the daemon with these two files, nil for a file that is missing.
    private func complaint(_ certificate: String?, _ key: String?) throws -> String {
        let world = try BridgeWorld(certificate: certificate ?? "", privateKey: key ?? "")
        for (text, name) in [(certificate, "tls.crt"), (key, "tls.key")] where text == nil {
            try FileManager.default.removeItem(at: world.folder.appending(path: name))
        }
        try world.start()
        #expect(try world.running().wait() != 0)
        let lines = try world.running().log
        #expect(lines.count { $0.contains("receiver.tls") } == 1)
        let first = try #require(lines.firstIndex { $0.contains("receiver.tls") })
        #expect(lines[first].contains(world.folder.path))
        #expect(!lines.contains { $0.contains("PRIVATE KEY-----\n") })
        // The mend stands in the line below.
        return lines[first...].prefix(2).joined(separator: " ")
    }

    @Test func `stops the start when a file is missing`() throws {
        let noCertificate = try complaint(nil, Self.identity.privateKey)
        #expect(noCertificate.contains("receiver.tls.certificate: "))
        #expect(noCertificate.contains("cannot be read: No such file or directory"))
        let noKey = try complaint(Self.identity.certificate, nil)
        #expect(noKey.contains("receiver.tls.privateKey: ") && noKey.contains("tls.key"))
    }

    @Test func `stops the start when the key is another's, or locked`() throws {
        let other = TestCertificate()
        let mismatch = try complaint(Self.identity.certificate, other.privateKey)
        #expect(mismatch.contains("receiver.tls.privateKey: "))
        #expect(mismatch.contains("does not belong to the certificate"))
        #expect(mismatch.contains("requested with"))
        let locked = try complaint(Self.identity.certificate, Self.identity.encryptedKey)
        #expect(locked.contains("is encrypted with a passphrase"))
    }

    @Test func `stops the start when it is none`() throws {
        let line = try complaint("rubbish", Self.identity.privateKey)
        #expect(line.contains("receiver.tls.certificate: "))
        #expect(line.contains("holds no certificate in PEM form"))
    }

    @Test(arguments: [(-9 ..< -2, "has expired"), (-9..<3, "expires in"), (2..<9, "not valid yet")])
    func `is told and used when the clock is against it`(
        _ days: Range<Int>, _ problem: String
    ) throws {
        let identity = TestCertificate(days: days)
        let world = try BridgeWorld(
            certificate: identity.certificate, privateKey: identity.privateKey)
        try world.start()
        _ = try world.running().line("event=certificate-doubted", "tls.crt", problem)
        _ = try world.running().receiverPort()
        #expect(try world.running().terminate() == 0)
    }
}
