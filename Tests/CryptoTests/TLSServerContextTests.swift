import Crypto
import Foundation
import TestSupport
import Testing

@Suite struct `A TLS server context` {
    private static let identity = TestCertificate()
    private static let other = TestCertificate()

    private func error(
        _ certificate: String = identity.certificate, _ key: String = identity.privateKey
    ) -> TLSCertificateError? {
        do throws(TLSCertificateError) {
            _ = try TLSServerContext(
                certificate: Array(certificate.utf8), privateKey: Secret(Array(key.utf8)))
            return nil
        } catch {
            return error
        }
    }

    @Test func `takes a certificate, its issuers and its key, also from one file`() {
        #expect(error() == nil)
        let all = Self.identity.certificate + Self.other.certificate + Self.identity.privateKey
        #expect(error(all, all) == nil)
        #expect(error("Subject: it\n\n" + Self.identity.certificate) == nil)
    }

    @Test func `says what is wrong with a certificate`() {
        #expect(error("") == .noCertificate)
        #expect(error("rubbish") == .noCertificate)
        #expect(error(Self.identity.privateKey) == .noCertificate)
        let certificate = Self.identity.certificate
        let damaged = certificate.replacing("MII", with: "AAA", maxReplacements: 1)
        for text in [String(certificate.dropLast(40)), damaged, certificate + damaged] {
            guard case .certificateDamaged? = error(text) else {
                Issue.record("\(String(describing: error(text)))")
                continue
            }
        }
        let weak = TestCertificate(.rsa(bits: 1024))
        #expect(
            error(weak.certificate, weak.privateKey)
                == .certificateRefused(reason: "ee key too small"))
    }

    @Test func `says what is wrong with a key`() {
        #expect(error(Self.identity.certificate, Self.other.privateKey) == .privateKeyMismatch)
        let rsa = TestCertificate(.rsa(bits: 2048))
        #expect(error(Self.identity.certificate, rsa.privateKey) == .privateKeyMismatch)
        #expect(
            error(Self.other.certificate + Self.identity.certificate) == .privateKeyMismatch)
        #expect(
            error(Self.identity.certificate, Self.identity.encryptedKey) == .privateKeyEncrypted)
        for text in ["", "rubbish", Self.identity.certificate] {
            guard case .noPrivateKey? = error(Self.identity.certificate, text) else {
                Issue.record("\(text)")
                continue
            }
        }
    }

    @Test func `names the file, and no byte of it, with what to do`() throws {
        let mismatch = try #require(error(Self.identity.certificate, Self.other.privateKey))
        #expect(mismatch.file == .privateKey && mismatch.mend.contains("requested with"))
        let missing = try #require(error(""))
        #expect(missing.file == .certificate && missing.description.contains("no certificate"))
    }

    @Test func `knows from when until when it is valid`() throws {
        let days = -3..<39
        let identity = TestCertificate(days: days)
        let context = try TLSServerContext(
            certificate: Array(identity.certificate.utf8),
            privateKey: Secret(Array(identity.privateKey.utf8)))
        let now = Int(Date().timeIntervalSince1970)
        #expect(abs(context.validity.lowerBound - (now - 3 * 86_400)) < 60)
        #expect(abs(context.validity.upperBound - (now + 39 * 86_400)) < 60)
        let far = TestCertificate()
        let lasting = try TLSServerContext(
            certificate: Array(far.certificate.utf8),
            privateKey: Secret(Array(far.privateKey.utf8)))
        #expect(lasting.validity.upperBound - now > 99 * 365 * 86_400)
    }

    @Test func `can be replaced in its slot`() throws {
        let make = {
            try TLSServerContext(
                certificate: Array(Self.identity.certificate.utf8),
                privateKey: Secret(Array(Self.identity.privateKey.utf8)))
        }
        let (first, second) = (try make(), try make())
        let slot = TLSContextSlot(first)
        #expect(slot.current === first)
        slot.replace(with: second)
        #expect(slot.current === second)
    }
}
