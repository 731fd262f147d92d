import Bridge
import Service
import Testing

@Suite struct `A message to systemd` {
    @Test(arguments: [false, true])
    func `arrives at a socket with a file and at one with an abstract name`(
        _ isAbstract: Bool
    ) throws {
        let manager = try NotifySocket(isAbstract: isAbstract)
        let notify = try #require(
            SystemdNotify(environment: ["NOTIFY_SOCKET": manager.name]))
        #expect(notify.send(.ready, .status("serving\nwell")))
        #expect(manager.message() == ["READY=1", "STATUS=serving well"])
        #expect(notify.send(.reloading(since: MonotonicTime(nanoseconds: 12_345_678))))
        #expect(manager.message() == ["RELOADING=1", "MONOTONIC_USEC=12345"])
        #expect(notify.send(.stopping, .stopTimeout(.seconds(90))))
        #expect(manager.message() == ["STOPPING=1", "EXTEND_TIMEOUT_USEC=90000000"])
        #expect(notify.send(.watchdog))
        #expect(manager.message() == ["WATCHDOG=1"])
    }

    @Test(arguments: [
        nil, "", "/", "@", "relative", "vsock:2:1", "/" + String(repeating: "x", count: 107),
        "@" + String(repeating: "x", count: 108),
    ])
    func `goes nowhere without a socket that can be`(_ name: String?) {
        var environment: [String: String] = [:]
        environment["NOTIFY_SOCKET"] = name
        #expect(SystemdNotify(environment: environment) == nil)
    }

    @Test func `says when nobody is there any more`() throws {
        var manager: NotifySocket? = try NotifySocket()
        let name = try #require(manager?.name)
        let notify = try #require(SystemdNotify(environment: ["NOTIFY_SOCKET": name]))
        manager = nil
        #expect(!notify.send(.ready))
    }
}
