import Glibc
import SQLite
import Testing

@Suite struct `An error of SQLite` {
    private static func kind(_ code: Int32, _ systemError: Int32) -> SQLiteError.Kind {
        SQLiteError(code: code, message: "", sql: nil, systemError: systemError).kind
    }

    @Test(arguments: [ENOSPC, EDQUOT, EFBIG])
    func `is a full disk when a write, a growing or a commit finds no space`(errno: Int32) {
        // SQLITE_IOERR_WRITE, _TRUNCATE, _SHMSIZE, _COMMIT_ATOMIC
        for extended: Int32 in [3, 6, 19, 30] {
            #expect(Self.kind(10 | extended << 8, errno) == .full)
        }
        #expect(Self.kind(13, 0) == .full)
    }

    @Test func `is a lock that passes, also when a race for the log was lost for seconds`() {
        // SQLITE_BUSY, _RECOVERY, _SNAPSHOT, SQLITE_LOCKED, SQLITE_PROTOCOL
        for code: Int32 in [5, 5 | 1 << 8, 5 | 2 << 8, 6, 15] {
            #expect(Self.kind(code, 0) == .busy)
        }
    }

    @Test func `is a broken disk when a sync fails, whatever the reason, and for any other`() {
        for code: Int32 in [10 | 4 << 8, 10 | 5 << 8] {
            for errno in [ENOSPC, EDQUOT, EIO] { #expect(Self.kind(code, errno) == .io) }
        }
        #expect(Self.kind(10 | 3 << 8, EIO) == .io)
        #expect(Self.kind(10 | 1 << 8, 0) == .io)
        #expect(Self.kind(14, ENOENT) == .io)
    }
}
