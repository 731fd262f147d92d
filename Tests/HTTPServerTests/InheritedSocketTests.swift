import Glibc
import HTTPServer
import Testing

@Suite struct `Sockets that are handed over` {
    @Test func `are those that were meant for this process, by name`() {
        let sockets = InheritedSocket.all(
            ["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "receiver:metrics"],
            processID: 7)
        #expect(
            sockets == [
                InheritedSocket(name: "receiver", descriptor: 3),
                InheritedSocket(name: "metrics", descriptor: 4),
            ])
    }

    @Test func `may have no names`() {
        let sockets = InheritedSocket.all(["LISTEN_PID": "7", "LISTEN_FDS": "1"], processID: 7)
        #expect(sockets == [InheritedSocket(name: "unknown", descriptor: 3)])
    }

    @Test(arguments: [
        [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "8", "LISTEN_FDS": "1"], ["LISTEN_PID": "7"],
        ["LISTEN_PID": "7", "LISTEN_FDS": "0"], ["LISTEN_PID": "7", "LISTEN_FDS": "-1"],
        ["LISTEN_PID": "7", "LISTEN_FDS": "x"], ["LISTEN_PID": "7", "LISTEN_FDS": "99999"],
    ])
    func `are none without the words of systemd`(_ environment: [String: String]) {
        #expect(InheritedSocket.all(environment, processID: 7).isEmpty)
    }
}
