import Glibc
import Testing

@testable import Curl

/// Two connected sockets, whose numbers stay theirs until the end.
private struct Pair: ~Copyable {
    let left: Int32
    let right: Int32

    init() throws {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else {
            throw SocketError(call: "socketpair", code: errno)
        }
        (left, right) = (pair[0], pair[1])
    }

    /// Puts a new socket in the place of the left one, which is closed.
    func replaceLeft() throws {
        let other = try Pair()
        guard dup2(other.left, left) == left else { throw SocketError(call: "dup2", code: errno) }
        shutdown(other.right, Int32(SHUT_WR))
    }

    deinit {
        close(left)
        close(right)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `The watch over sockets` {
    // CURL_POLL_IN and its like.
    private static let read: Int32 = 1
    private static let write: Int32 = 2

    private let bell = LoopSleep()

    /// Stands for a transfer. It is not looked into.
    private func withEasy(_ body: (UnsafeMutableRawPointer) throws -> Void) rethrows {
        var byte: UInt8 = 0
        try unsafe withUnsafeMutablePointer(to: &byte) { byte in
            try unsafe body(UnsafeMutableRawPointer(byte))
        }
    }

    private func isReady(_ watch: SocketWatch) -> Bool {
        watch.wait(.zero)
        return watch.eventCount == 1
    }

    @Test func `watches a new socket in the place of one that was closed`() throws {
        let watch = SocketWatch(bell: bell.bell)
        let pair = try Pair()
        watch.want(Self.write, of: pair.left)
        #expect(isReady(watch))
        try pair.replaceLeft()
        #expect(!isReady(watch))
        unsafe withEasy { unsafe watch.begin(pair.left, for: $0) }
        // libcurl sees no change, and tells of none.
        #expect(isReady(watch))
    }

    @Test func `watches a new socket of whose beginning nobody told`() throws {
        let watch = SocketWatch(bell: bell.bell)
        let pair = try Pair()
        watch.want(Self.write, of: pair.left)
        try pair.replaceLeft()
        watch.want(Self.read | Self.write, of: pair.left)
        #expect(isReady(watch))
    }

    @Test func `stays with the socket of a connection that has answered`() throws {
        let watch = SocketWatch(bell: bell.bell)
        let pair = try Pair()
        unsafe withEasy { easy in
            unsafe watch.begin(pair.left, for: easy)
            watch.want(Self.write, of: pair.left)
            watch.want(Self.read, of: pair.left)
            unsafe watch.release(pair.left, by: easy)
        }
        shutdown(pair.right, Int32(SHUT_WR))
        #expect(isReady(watch))
        watch.forget(pair.left)
        #expect(!isReady(watch))
    }

    @Test func `lets go of a socket that is none of a connection`() throws {
        let watch = SocketWatch(bell: bell.bell)
        let pair = try Pair()
        shutdown(pair.right, Int32(SHUT_WR))
        watch.want(Self.read, of: pair.left)
        #expect(isReady(watch))
        unsafe watch.release(pair.left, by: nil)
        #expect(!isReady(watch))
    }

    /// As with a service of this machine that does not run: its attempt fails at once, and the name
    /// of another is looked up with a socket of the same number.
    @Test func `lets go of a socket that is none of a connection, but has the number of one`()
        throws
    {
        let watch = SocketWatch(bell: bell.bell)
        let pair = try Pair()
        unsafe withEasy { unsafe watch.begin(pair.left, for: $0) }
        watch.forget(pair.left)
        for _ in 0..<2 {
            try pair.replaceLeft()
            watch.want(Self.read, of: pair.left)
            #expect(isReady(watch))
            unsafe watch.release(pair.left, by: nil)
            #expect(!isReady(watch))
        }
    }

    @Test func `knows that an attempt has failed although its number is another's now`() throws {
        let watch = SocketWatch(bell: bell.bell)
        let pair = try Pair()
        unsafe withEasy { first in
            unsafe watch.begin(pair.left, for: first)
            watch.forget(pair.left)
            unsafe withEasy { second in
                unsafe watch.begin(pair.left, for: second)
                watch.want(Self.write, of: pair.left)
                #expect(unsafe watch.stuck.map { unsafe $0.easy } == [first])
            }
        }
    }
}
