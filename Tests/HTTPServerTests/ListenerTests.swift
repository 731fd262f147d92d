import Glibc
import HTTPServer
import HTTPWire
import Testing

@Suite struct `A listener` {
    private func server(on listener: Listener) throws -> HTTPServer {
        try HTTPServer(listeners: [listener], handler: TestHandler.echo)
    }

    private func mode(of path: String) -> UInt32? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return status.st_mode & 0o777
    }

    @Test func `serves a Unix socket with the permissions asked for`() throws {
        let path = TemporaryPath()
        do {
            let server = try HTTPServer.running(listener: .unix(path: path.path, mode: 0o666))
            #expect(mode(of: path.path) == 0o666)
            #expect(server.addresses == [.unix(path: path.path)] && server.port == 0)
            let client = TestClient(server)
            client.send(Sample.post("hi"))
            #expect(try client.answer()?.body == "POST /p hi")
        }
        #expect(mode(of: path.path) == nil, "the file is removed at the end")
    }

    @Test func `replaces a socket file that nobody answers on`() throws {
        let path = TemporaryPath()
        // What a killed process leaves behind.
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) {
            unsafe $0.copyBytes(from: Array(path.path.utf8))
        }
        let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let code = unsafe withUnsafePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(code == 0)
        close(stale)
        let server = try HTTPServer.running(listener: .unix(path: path.path, mode: 0o600))
        let client = TestClient(server)
        client.send(Sample.get())
        #expect(try client.answer()?.status == 200)
    }

    @Test func `leaves alone a socket that somebody answers on`() throws {
        let path = TemporaryPath()
        let first = try HTTPServer.running(listener: .unix(path: path.path, mode: 0o600))
        #expect(throws: ServerError.pathInUse(path: path.path)) {
            _ = try server(on: .unix(path: path.path, mode: 0o600))
        }
        let client = TestClient(first)
        client.send(Sample.get())
        #expect(try client.answer()?.status == 200)
    }

    @Test func `leaves alone a file that is no socket`() throws {
        let path = TemporaryPath()
        close(unsafe open(path.path, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: ServerError.pathOccupied(path: path.path)) {
            _ = try server(on: .unix(path: path.path, mode: 0o600))
        }
        #expect(mode(of: path.path) == 0o600)
    }

    @Test func `refuses a path that does not fit`() {
        let path = "/tmp/" + String(repeating: "x", count: 200)
        #expect(throws: ServerError.pathTooLong(path: path, bytesMax: 107)) {
            _ = try server(on: .unix(path: path, mode: 0o600))
        }
    }

    @Test func `says that a port is taken and what to do`() throws {
        let first = try HTTPServer.running()
        let error = #expect(throws: ServerError.self) {
            _ = try server(on: .tcp(host: "127.0.0.1", port: first.port))
        }
        #expect(
            error?.description.hasPrefix("cannot listen on 127.0.0.1:\(first.port): bind") == true)
        #expect(error?.hint.contains("another program listens there") == true)
    }

    @Test func `says that a host is none`() {
        #expect(throws: ServerError.self) { _ = try server(on: .tcp(host: "no host", port: 0)) }
    }

    @Test func `takes over a socket that listens already`() throws {
        let raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = unsafe withUnsafePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(code == 0 && listen(raw, 5) == 0)
        let server = try HTTPServer.running(listener: .inherited(descriptor: raw))
        #expect(server.port != 0)
        let client = TestClient(server)
        client.send(Sample.get())
        #expect(try client.answer()?.status == 200)
    }

    /// Not every machine has IPv6.
    private static let hasIPv6 =
        (try? HTTPServer(
            listeners: [.tcp(host: "::1", port: 0)], handler: TestHandler.echo)) != nil

    @Test(.enabled(if: hasIPv6))
    func `on all addresses serves IPv4 as well, and calls it so`() throws {
        let server = try HTTPServer.running(
            TestHandler { $1.answer(.text(200, $0.peer.host)) },
            listener: .tcp(host: "::", port: 0))
        let client = TestClient(unconnectedTo: server)
        client.connect(to: .ipv4(address: 0x7F00_0001, port: server.port))
        client.send(Sample.get())
        #expect(try client.answer()?.body == "127.0.0.1")
    }

    @Test func `refuses a descriptor that does not listen`() {
        #expect(throws: ServerError.notListening(descriptor: 0)) {
            _ = try server(on: .inherited(descriptor: 0))
        }
    }

    @Test func `knows the user behind a Unix socket, and behind no other`() throws {
        let path = TemporaryPath()
        let handler = TestHandler { $1.answer(.text(200, $0.peer.userName ?? "nobody")) }
        let local = try HTTPServer.running(handler, listener: .unix(path: path.path, mode: 0o600))
        let client = TestClient(local)
        client.send(Sample.get())
        let entry = unsafe getpwuid(geteuid())
        let name = unsafe entry.map { unsafe String(cString: $0.pointee.pw_name) }
        #expect(try client.answer()?.body == name ?? String(geteuid()))
        let remote = try HTTPServer.running(handler)
        let stranger = TestClient(remote)
        stranger.send(Sample.get())
        #expect(try stranger.answer()?.body == "nobody")
    }

    @Test func `names its clients`() throws {
        let server = try HTTPServer.running(TestHandler { $1.answer(.text(200, "\($0.peer)")) })
        let client = TestClient(server)
        client.send(Sample.get())
        let text = try #require(try client.answer()?.body)
        #expect(text.hasPrefix("127.0.0.1:") && text != "127.0.0.1:0")
        #expect(
            PeerAddress.ipv6(high: 0x2001_0DB8 << 32, low: 1, port: 80).description
                == "[2001:db8::1]:80")
        #expect(PeerAddress.ipv4(address: 0x0A00_00FF, port: 1).description == "10.0.0.255:1")
        #expect(Listener.tcp(host: "::1", port: 2).description == "[::1]:2")
    }
}
