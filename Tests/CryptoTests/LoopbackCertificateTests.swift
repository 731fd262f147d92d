import Crypto
import TestSupport
import Testing

@Suite struct `A certificate for the loopback` {
    @Test func `is believed by a client that knows it, and by nobody else`() throws {
        let made = try LoopbackCertificate()
        for trusted in [made, try LoopbackCertificate()] {
            let context = try TLSServerContext(
                certificate: made.certificate, privateKey: made.privateKey)
            var options = TestTLSClient.Options()
            options.trusted = String(decoding: trusted.certificate, as: UTF8.self)
            let client = TestTLSClient(options)
            talk(TLSSession(context), client)
            #expect(client.isEstablished == (trusted.certificate == made.certificate))
        }
    }

    /// Until nobody has anything left to say, or somebody has had enough.
    private func talk(_ server: TLSSession, _ client: TestTLSClient) {
        var plaintext = [UInt8](repeating: 0, count: 65_536)
        while true {
            let question = client.take()
            if !question.isEmpty {
                guard (try? server.open(question, count: question.count, into: &plaintext)) != nil
                else { return }
            }
            var answer: [UInt8] = []
            server.takeCiphertext(into: &answer)
            _ = client.feed(answer)
            if question.isEmpty, answer.isEmpty { return }
        }
    }

    @Test func `holds now, and not for long`() throws {
        let made = try LoopbackCertificate()
        let context = try TLSServerContext(
            certificate: made.certificate, privateKey: made.privateKey)
        let seconds = context.validity.upperBound - context.validity.lowerBound
        #expect(seconds == 61 * 86_400)
    }
}
