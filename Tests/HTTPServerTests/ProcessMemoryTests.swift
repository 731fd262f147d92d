import Foundation
import HTTPServer
import Testing

@Suite struct `The memory of a process` {
    @Test func `is closed to every other, and is in no core file`() async {
        // In a process of its own: this one is to be debugged.
        await #expect(processExitsWith: .success) {
            // prctl(2) is variadic, which passes whole numbers as a plain call does.
            typealias Prctl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
            guard let symbol = unsafe dlsym(nil, "prctl") else { exit(9) }
            let prctl = unsafe unsafeBitCast(symbol, to: Prctl.self)
            let getDumpable: Int32 = 3
            guard prctl(getDumpable, 0, 0, 0, 0) == 1 else { exit(8) }
            guard ProcessMemory.close() else { exit(1) }
            guard prctl(getDumpable, 0, 0, 0, 0) == 0 else { exit(2) }
            var limit = rlimit()
            guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0,
                limit.rlim_cur == 0, limit.rlim_max == 0
            else { exit(3) }
        }
    }

    @Test func `can be told to share its heaps among the threads`() async {
        await #expect(processExitsWith: .success) {
            guard ProcessMemory.shareHeaps() else { exit(1) }
        }
    }
}
