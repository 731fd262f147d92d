import Service
import Testing

@Suite struct `The file of a private key` {
    @Test(
        arguments: [
            (0o600, true), (0o400, true), (0o700, true), (0o000, true), (0o640, false),
            (0o604, false),
            (0o610, false), (0o601, false), (0o644, false), (0o660, false), (0o666, false),
        ] as [(UInt32, Bool)])
    func `is closed to everybody else when it is our own`(_ mode: UInt32, _ isFine: Bool) {
        let problem = PrivateKeyMode.problem(mode: 0o100_000 | mode, owner: 7, user: 7)
        #expect((problem == nil) == isFine)
    }

    /// Debian's group ssl-cert, and the access lists of systemd's credentials.
    @Test(
        arguments: [
            (0o600, true), (0o640, true), (0o440, true), (0o644, false), (0o660, false),
            (0o604, false), (0o641, false),
        ] as [(UInt32, Bool)])
    func `may be read by a group when it is another's`(_ mode: UInt32, _ isFine: Bool) {
        let problem = PrivateKeyMode.problem(mode: 0o100_000 | mode, owner: 0, user: 7)
        #expect((problem == nil) == isFine)
    }

    @Test func `is refused with its mode in the words`() {
        let problem = PrivateKeyMode.problem(mode: 0o100_644, owner: 0, user: 0)
        #expect(problem?.contains("mode 0644") == true)
    }
}
