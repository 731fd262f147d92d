import Glibc
import HTTPServer
import Testing

@Suite struct `A signal descriptor` {
    @Test func `waits for the signals it was given`() async {
        // A process of its own: elsewhere a thread that does not block the signal would die of it.
        await #expect(processExitsWith: .success) {
            let signals = try SignalDescriptor([.hangup, .terminate])
            precondition(signals.wait(for: .milliseconds(1)) == nil)
            // To this very thread, as the test runner's threads know nothing of it.
            pthread_kill(pthread_self(), SIGHUP)
            precondition(signals.wait() == .hangup)
            pthread_kill(pthread_self(), SIGTERM)
            precondition(signals.wait(for: .seconds(10)) == .terminate)
            precondition(signals.wait(for: .zero) == nil)
        }
    }

    @Test func `is not needed to survive a broken pipe`() async {
        await #expect(processExitsWith: .success) {
            SignalDescriptor.ignoreBrokenPipes()
            var ends: [Int32] = [0, 0]
            precondition(unsafe pipe(&ends) == 0)
            close(ends[0])
            var byte: UInt8 = 0
            precondition(unsafe write(ends[1], &byte, 1) == -1 && errno == EPIPE)
        }
    }
}
