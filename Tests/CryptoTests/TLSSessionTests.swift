import Crypto
import TestSupport
import Testing

/// A server's session and a client's, and the bytes between them.
private final class Conversation {
    let server: TLSSession
    let client: TestTLSClient
    private var plaintext = [UInt8](repeating: 0, count: 1 << 20)
    private(set) var heard: [UInt8] = []
    private(set) var isEnd = false

    init(
        _ context: TLSServerContext, _ options: TestTLSClient.Options = .init(),
        ticket: TestTLSClient.Ticket? = nil
    ) {
        server = TLSSession(context)
        client = TestTLSClient(options, ticket: ticket)
    }

    /// Gives the server some bytes of the client.
    func hear(_ bytes: [UInt8]) throws {
        let opened = try server.open(bytes, count: bytes.count, into: &plaintext)
        heard += plaintext.prefix(opened.byteCount)
        isEnd = isEnd || opened.isEnd
    }

    /// What the server has to send.
    func taken() -> [UInt8] {
        var bytes: [UInt8] = []
        server.takeCiphertext(into: &bytes)
        return bytes
    }

    /// Both sides say what they have to until nobody has anything left.
    ///
    /// - Returns: what the client heard.
    @discardableResult
    func talk() throws -> [UInt8] {
        var said: [UInt8] = []
        while true {
            let question = client.take()
            if !question.isEmpty { try hear(question) }
            let answer = taken()
            said += client.feed(answer)
            if question.isEmpty, answer.isEmpty { return said }
        }
    }
}

@Suite struct `A TLS session` {
    private static let identity = TestCertificate()
    private static let versions: [Int32] = [0x0303, 0x0304]

    private func context(_ identity: TestCertificate = identity) throws -> TLSServerContext {
        try TLSServerContext(
            certificate: Array(identity.certificate.utf8),
            privateKey: Secret(Array(identity.privateKey.utf8)))
    }

    private func options(_ version: Int32) -> TestTLSClient.Options {
        var options = TestTLSClient.Options()
        options.versions = version...version
        options.trusted = Self.identity.certificate
        return options
    }

    @Test(arguments: versions)
    func `agrees and carries bytes both ways`(_ version: Int32) throws {
        let talk = Conversation(try context(), options(version))
        #expect(!talk.server.isEstablished)
        try talk.talk()
        #expect(talk.server.isEstablished && talk.client.isEstablished)
        #expect(talk.client.version == (version == 0x0303 ? "TLSv1.2" : "TLSv1.3"))
        #expect(!talk.server.isResumed)
        let question = Array("question".utf8)
        talk.client.write(question)
        try talk.talk()
        #expect(talk.heard == question)
        let answer = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        try talk.server.seal(answer, 1_000..<200_000)
        #expect(try talk.talk() == Array(answer[1_000...]))
    }

    @Test func `takes a certificate with an RSA key, too`() throws {
        let talk = Conversation(try context(TestCertificate(.rsa(bits: 2048))))
        try talk.talk()
        #expect(talk.client.isEstablished)
    }

    @Test(arguments: versions)
    func `understands bytes that come one by one`(_ version: Int32) throws {
        let talk = Conversation(try context(), options(version))
        for _ in 0..<4 {
            for byte in talk.client.take() { try talk.hear([byte]) }
            _ = talk.client.feed(talk.taken())
        }
        #expect(talk.server.isEstablished && talk.client.isEstablished)
        talk.client.write(Array("slowly".utf8))
        for byte in talk.client.take() { try talk.hear([byte]) }
        #expect(talk.heard == Array("slowly".utf8))
    }

    /// What is left inside would wait for a byte that never comes.
    @Test(arguments: versions)
    func `leaves nothing of a complete record inside`(_ version: Int32) throws {
        let talk = Conversation(try context(), options(version))
        try talk.talk()
        let text = [UInt8](repeating: 0x78, count: 100_000)
        talk.client.write(text)
        let records = talk.client.take()
        // All but one byte of a record, then that byte and all the others.
        try talk.hear(Array(records.prefix(16_384 + 10)))
        try talk.hear(Array(records.dropFirst(16_384 + 10)))
        #expect(talk.heard == text)
    }

    @Test func `refuses what is older than 1.2, and says so to both`() throws {
        for version: Int32 in [0x0301, 0x0302] {
            let talk = Conversation(try context(), options(version))
            #expect(throws: TLSError(moment: .handshake, reason: "unsupported protocol")) {
                try talk.talk()
            }
            _ = talk.client.feed(talk.taken())
            #expect(talk.client.failure == "tlsv1 alert protocol version")
        }
    }

    @Test(arguments: ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "DHE-RSA-AES128-GCM-SHA256"])
    func `refuses ciphers without forward secrecy or authentication`(_ cipher: String) throws {
        var options = options(0x0303)
        options.ciphers = cipher + ":@SECLEVEL=0"
        let talk = Conversation(try context(), options)
        #expect(throws: TLSError(moment: .handshake, reason: "no shared cipher")) {
            try talk.talk()
        }
    }

    @Test func `speaks http/1.1 to who asks, and nothing else`() throws {
        var options = TestTLSClient.Options()
        let silent = Conversation(try context(), options)
        try silent.talk()
        #expect(silent.client.isEstablished && silent.client.selectedProtocol == nil)
        options.protocols = ["h2", "http/1.1"]
        let both = Conversation(try context(), options)
        try both.talk()
        #expect(both.client.selectedProtocol == "http/1.1")
        options.protocols = ["h2"]
        let other = Conversation(try context(), options)
        #expect(throws: TLSError.self) { try other.talk() }
        _ = other.client.feed(other.taken())
        #expect(other.client.failure == "tlsv1 alert no application protocol")
    }

    @Test(arguments: versions)
    func `knows a client that comes back, until the context is another`(
        _ version: Int32
    ) throws {
        let context = try context()
        let first = Conversation(context, options(version))
        try first.talk()
        let ticket = try #require(first.client.ticket)
        let second = Conversation(context, options(version), ticket: ticket)
        try second.talk()
        #expect(second.server.isResumed && second.client.isResumed)
        let third = Conversation(try self.context(), options(version), ticket: ticket)
        try third.talk()
        #expect(third.server.isEstablished && !third.server.isResumed)
    }

    @Test(arguments: versions)
    func `hears the end and still answers`(_ version: Int32) throws {
        let talk = Conversation(try context(), options(version))
        try talk.talk()
        talk.client.write(Array("last".utf8))
        talk.client.sayGoodbye()
        try talk.hear(talk.client.take())
        #expect(talk.heard == Array("last".utf8) && talk.isEnd)
        try talk.server.seal(Array("answer".utf8), 0..<6)
        talk.server.sayGoodbye()
        talk.server.sayGoodbye()
        #expect(talk.client.feed(talk.taken()) == Array("answer".utf8))
        #expect(talk.client.isEnded)
    }

    @Test func `says no goodbye to whom it never met`() throws {
        let session = TLSSession(try context())
        session.sayGoodbye()
        var bytes: [UInt8] = []
        session.takeCiphertext(into: &bytes)
        #expect(bytes.isEmpty)
    }

    @Test func `names what is no TLS`() throws {
        let talk = Conversation(try context())
        #expect(throws: TLSError(moment: .handshake, reason: "http request")) {
            try talk.hear(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        }
        let noise = Conversation(try context())
        #expect(throws: TLSError.self) { try noise.hear([UInt8](repeating: 0xA5, count: 100)) }
    }

    @Test(arguments: versions)
    func `refuses a record that was changed on its way`(_ version: Int32) throws {
        let talk = Conversation(try context(), options(version))
        try talk.talk()
        talk.client.write(Array("honest".utf8))
        var record = talk.client.take()
        record[record.count - 1] ^= 1
        let error = #expect(throws: TLSError.self) { try talk.hear(record) }
        #expect(error?.moment == .records)
        #expect(error?.reason == "decryption failed or bad record mac")
        // The thread's queue of errors is empty: the next session is not blamed.
        let next = Conversation(try context(), options(version))
        try next.talk()
        #expect(next.server.isEstablished)
    }

    @Test func `does not begin anew in the middle`() throws {
        let talk = Conversation(try context(), options(0x0303))
        try talk.talk()
        talk.client.renegotiate()
        try talk.hear(talk.client.take())
        _ = talk.client.feed(talk.taken())
        #expect(talk.client.failure == "no renegotiation")
    }

    @Test func `gives new keys to who asks for them`() throws {
        let talk = Conversation(try context(), options(0x0304))
        try talk.talk()
        talk.client.askForNewKeys()
        talk.client.write(Array("new".utf8))
        try talk.talk()
        try talk.server.seal([1, 2, 3], 0..<3)
        #expect(try talk.talk() == [1, 2, 3])
        #expect(talk.heard == Array("new".utf8))
    }
}
