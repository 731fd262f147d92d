import Foundation
import HTTPServer
import TestSupport
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

    @Test(.disabled(if: Sanitizer.isWatching, "it has heaps of its own"))
    func `can be told to share its heaps among the threads`() async {
        await #expect(processExitsWith: .success) {
            guard ProcessMemory.shareHeaps() else { exit(1) }
        }
    }

    @Test func `is less once the code for starting is given back, and the process goes on`() async {
        await #expect(processExitsWith: .success) {
            // proc(5), /proc/self/statm: the third is what is resident of files, in pages.
            func pagesOfFiles() -> Int? {
                guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
                else { return nil }
                return Int(text.split(separator: " ")[2])
            }
            guard let before = pagesOfFiles() else { exit(9) }
            ProcessMemory.giveBackCode()
            guard let after = pagesOfFiles() else { exit(8) }
            guard after < before else { exit(1) }
        }
    }
}
