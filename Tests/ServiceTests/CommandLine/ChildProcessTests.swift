import Glibc
import Testing

@testable import mpo_bridge

@Suite(.timeLimit(.minutes(2))) struct `A child process` {
    private static func shell(
        _ script: String, environment: [String: String] = [:],
        stdout: ChildProcess.Stream = .nowhere
    ) throws -> ChildProcess {
        try ChildProcess(
            executable: "/bin/sh", arguments: ["-c", script], environment: environment,
            stdout: stdout, stderr: .nowhere)
    }

    @Test func `tells its exit status`() throws {
        let ending = try Self.shell("exit 3").wait(atMost: .seconds(30))
        #expect(ending?.reason == .exited(3))
        #expect(ending?.isSuccess == false)
    }

    @Test func `gets the environment it is given and nothing else`() throws {
        let child = try Self.shell(
            "echo $NAME; echo ${HOME-none}", environment: ["NAME": "a b=c"], stdout: .pipe)
        #expect(child.output?.line(within: .seconds(30)) == "a b=c")
        #expect(child.output?.line(within: .seconds(30)) == "none")
        #expect(child.output?.line(within: .seconds(30)) == nil)
        #expect(child.wait(atMost: .seconds(30))?.isSuccess == true)
    }

    @Test func `shows what it uses while it lives`() throws {
        let child = try Self.shell("echo ready; exec sleep 600", stdout: .pipe)
        #expect(child.output?.line(within: .seconds(30)) == "ready")
        let usage = try #require(child.usage())
        #expect(usage.residentBytes > 0)
        #expect(usage.residentBytesMax >= usage.residentBytes)
        let ending = child.stop(within: .seconds(30))
        #expect(ending.reason == .killed(signal: SIGTERM))
        #expect(ending.cpu >= usage.cpu)
        #expect(child.usage() == nil)
        // The id may be another's by now: nothing may happen.
        child.signal(.kill)
        #expect(child.poll() == ending)
    }

    @Test func `is killed when it does not stop in time`() throws {
        let child = try Self.shell(
            "trap '' TERM; echo ready; while :; do :; done", stdout: .pipe)
        #expect(child.output?.line(within: .seconds(30)) == "ready")
        #expect(child.stop(within: .milliseconds(50)).reason == .killed(signal: SIGKILL))
    }

    @Test func `inherits no blocked signal`() throws {
        var set = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe pthread_sigmask(SIG_BLOCK, &set, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let child = try Self.shell("kill -TERM $$; exit 0")
        #expect(child.wait(atMost: .seconds(30))?.reason == .killed(signal: SIGTERM))
    }

    @Test func `that does not exist is an error`() {
        #expect(throws: ChildError.self) {
            try ChildProcess(
                executable: "/nowhere/at/all", arguments: [], environment: [:], stdout: .nowhere,
                stderr: .nowhere)
        }
    }
}
