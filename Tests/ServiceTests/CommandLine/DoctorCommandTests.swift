import Foundation
import JSON
import Simulator
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A doctor` {
    @Test func `finds a bridge well between both of its sides`() async throws {
        let world = try BridgeWorld(mpoKeys: #""mainURL": "MAIN-URL","#)
        try world.startForCommands()
        let file = world.folder.appending(path: "bridge.json").path
        let words = ["doctor", "--config", file, "--call", "--json"]
        let visit = try Visit(
            try await Program.Run(words, environment: BridgeWorld.secrets).ended())
        #expect(visit.failed == [])
        #expect(visit.status == 0)
        #expect(visit.isHelpful)
        #expect(visit.of("reach", "mpo.syncURL").first?.hasPrefix("ok: answers (HTTP") == true)
        #expect(visit.of("clock", "mpo.mainURL") == ["ok: agrees with this machine's"])
        #expect(visit.of("credentials") == ["ok: MPO accepts the signature"])
        #expect(visit.of("process", "offer") == ["ok: MPO knows the process"])
        #expect(visit.of("daemon") == ["ok: the daemon answers, and takes invokes"])
        #expect(visit.of("disk").count == 2)
        // A call that asks is no call that does.
        #expect(world.mpo.ledger.created == 0)

        var wrong = BridgeWorld.secrets
        wrong["TEST_MPO_SECRET"] = "another secret, which is as long as it should be"
        let refused = try Visit(try await Program.Run(words, environment: wrong).ended())
        #expect(refused.status == 1)
        #expect(refused.of("credentials").first?.hasPrefix("fail: MPO refuses") == true)
    }

    @Test func `tells what it cannot find out from here, and does not call it well`()
        async throws
    {
        let world = try BridgeWorld()
        let file = world.folder.appending(path: "bridge.json").path
        try world.write(world.configuration, to: "bridge.json")
        let words = ["doctor", "--config", file, "--offline", "--json"]
        let visit = try Visit(try await Program.Run(words).ended())
        #expect(visit.status == 0, "\(visit.failed)")
        #expect(
            visit.of("secret", "TEST_MPO_SECRET").first?
                .hasPrefix("skipped: names an environment variable that is not set") == true)
        #expect(visit.of("credentials") == ["skipped: not tried"])
        #expect(visit.of("daemon") == ["warn: no daemon runs"])
        #expect(visit.of("reach") == [])
    }

    @Test func `sees files that others can read, and secrets that are short or gone`()
        async throws
    {
        let world = try DoctorWorld()
        try world.write("short-but-there", to: "api", mode: 0o600)
        let closed = try await world.doctor("--offline")
        #expect(closed.of("secret", "/api").first?.hasPrefix("warn: is shorter than 32") == true)
        try world.write("short-but-there", to: "api", mode: 0o644)
        try world.write("", to: "bridge.db", mode: 0o666)
        let visit = try await world.doctor("--offline")
        #expect(visit.status == 1)
        #expect(visit.isHelpful)
        #expect(visit.of("secret", "/api").first?.hasPrefix("fail: ") == true)
        #expect(visit.of("mode", "/api") == ["fail: is open to other users (mode 0644)"])
        #expect(visit.of("mode", "/install") == ["ok: is closed to others"])
        #expect(visit.of("mode", "bridge.db") == ["fail: is open to other users (mode 0666)"])
        try FileManager.default.removeItem(at: world.folder.appending(path: "api"))
        let without = try await world.doctor("--offline")
        #expect(without.of("secret", "/api").first?.hasPrefix("fail: names a file") == true)
    }

    @Test func `sees a folder without a disk for the store`() async throws {
        let world = try DoctorWorld()
        world.store = "/nowhere/at/all/bridge.db"
        let visit = try await world.doctor("--offline")
        #expect(visit.status == 1)
        #expect(visit.of("disk") == ["fail: cannot be written to: No such file or directory"])
        world.store = "\(world.folder.path)/bridge.db"
        let again = try await world.doctor("--offline")
        #expect(again.of("disk").first?.contains("an fdatasync takes") == true)
        #expect(again.of("disk").last?.contains("MiB are free") == true)
        // Nothing of the trial is left.
        let names = try FileManager.default.contentsOfDirectory(atPath: world.folder.path)
        #expect(names.sorted() == ["api", "bridge.json", "install"])
    }

    @Test func `refuses a configuration that no daemon would start with`() async throws {
        let world = try DoctorWorld()
        let path = try world.write("{}", to: "wrong.json", mode: 0o600)
        let run = try await Program.run("doctor", "--config", path)
        #expect(run.status == 78)
        #expect(run.messages.contains("receiver"))
    }

    @Test func `reads the unit's exposure`() async throws {
        let world = try DoctorWorld()
        let unit = try world.write("[Service]\n", to: "test.service", mode: 0o644)
        for (exposure, said) in [("1.1 OK :-)", "ok"), ("9.6 UNSAFE :-(", "warn")] {
            try world.write(
                """
                #!/bin/sh
                echo "  PrivateTmp=  0.2"
                echo "→ Overall exposure level for test.service: \(exposure)"
                """, to: "systemd-analyze", mode: 0o755)
            let visit = try await world.doctor(
                "--offline", "--unit", unit, environment: ["PATH": world.folder.path + ":/bin"])
            let number = exposure.prefix { $0 != " " }
            #expect(
                visit.of("unit") == ["\(said): systemd-analyze security: exposure \(number) of 10"])
        }
        // Without the tool there is nothing to tell.
        let visit = try await world.doctor(
            "--offline", environment: ["PATH": "/nowhere"])
        #expect(visit.of("unit") == ["skipped: systemd-analyze is not on this machine"])
    }
}
