import Glibc
import HTTPServer
import HTTPWire
import TestSupport
import Testing

@Suite struct `A crowd of clients` {
    @Test func `waits outside when the server is full`() throws {
        let server = try HTTPServer.running { $0.connectionsMax = 2 }
        let inside = [TestClient(server), TestClient(server)]
        for client in inside {
            client.send(Sample.get())
            #expect(try client.answer()?.status == 200)
        }
        let outside = TestClient(server)
        outside.send(Sample.get("/outside"))
        inside[0].send(Sample.get())
        #expect(try inside[0].answer()?.status == 200)
        #expect(server.counters.connectionsAccepted == 2)
        inside[1].finishSending()
        #expect(try outside.answer()?.body == "GET /outside ")
    }

    @Test func `from one address without an admitted request is held small`() throws {
        let server = try HTTPServer.running { $0.strangersPerAddressMax = 2 }
        let known = TestClient(server)
        known.send(Sample.get())
        #expect(try known.answer()?.status == 200)
        let strangers = [TestClient(server), TestClient(server)]
        let third = TestClient(server)
        #expect(try third.rest() == "" && third.ending == .reset)
        #expect(server.counters.connectionsRefused == 1)
        strangers[0].finishSending()
        #expect(try strangers[0].rest() == "")
        let fourth = TestClient(server)
        fourth.send(Sample.get())
        #expect(try fourth.answer()?.status == 200)
        known.send(Sample.get())
        #expect(try known.answer()?.status == 200)
    }

    @Test func `that fills the server gives way to a newcomer, the oldest first`() throws {
        let server = try HTTPServer.running { $0.connectionsMax = 3 }
        let known = TestClient(server)
        known.send(Sample.get())
        #expect(try known.answer()?.status == 200)
        let strangers = [TestClient(server), TestClient(server)]
        #expect(Patience.wait { server.counters.connectionsOpen == 3 })
        for number in 1...50 {
            let newcomer = TestClient(server)
            newcomer.send(Sample.get("/\(number)"))
            #expect(try newcomer.answer()?.body == "GET /\(number) ")
            newcomer.finishSending()
            #expect(try newcomer.rest() == "")
        }
        // Only the first newcomer found the server full.
        #expect(server.counters.connectionsEvicted == 1)
        #expect(try strangers[0].rest() == "" && strangers[0].ending == .reset)
        strangers[1].send(Sample.get("/second"))
        #expect(try strangers[1].answer()?.body == "GET /second ")
        known.send(Sample.get())
        #expect(try known.answer()?.status == 200)
    }

    @Test func `that is never admitted is asked to go after some requests`() throws {
        var handler = TestHandler.echo
        handler.admission = { _ in .answer(.text(401, "no")) }
        let server = try HTTPServer.running(handler) { $0.unadmittedRequestsMax = 3 }
        let client = TestClient(server)
        client.send((1...10).map { Sample.get("/\($0)") }.joined())
        for number in 1...3 { #expect(try client.answer()?.closes == (number == 3)) }
        #expect(try client.rest() == "")
        #expect(server.counters.requestsReceived == 3)
    }

    /// In a process of its own, since the limit holds for all of it.
    @Test func `that takes the last descriptor is served when there are some again`() async {
        await #expect(processExitsWith: .success) {
            let server = try HTTPServer.running()
            let clients = (0..<8).map { _ in TestClient(unconnectedTo: server) }
            var limit = rlimit()
            _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let enough = limit.rlim_cur
            // Wherever this process has gaps among its descriptors, they are filled up to the
            // limit; then there is room for a few: the others wait in the kernel's queue. For how
            // many is not known, since the system's libraries open and close some of their own.
            let highest = (0..<Int32(4096)).last { fcntl($0, F_GETFD) >= 0 } ?? 2
            limit.rlim_cur = rlim_t(highest + 16)
            _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            var fillers: [Int32] = []
            while case let filler = dup(0), filler >= 0 { fillers.append(filler) }
            for filler in fillers.suffix(3) { close(filler) }
            for client in clients {
                client.connect(to: server.addresses[0])
                client.send(Sample.get())
            }
            precondition(Patience.wait { server.counters.acceptingPaused > 0 })
            let served = server.counters.connectionsAccepted
            precondition((1..<8).contains(served))
            for client in clients[..<served] {
                let answer = try client.answer()
                precondition(answer?.status == 200)
            }
            let pauses = server.counters.acceptingPaused
            // Sleeps because that nothing happens is no event.
            usleep(250_000)
            precondition(server.counters.acceptingPaused - pauses <= 4, "it spins")
            limit.rlim_cur = enough
            _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            for client in clients[served...] {
                let answer = try client.answer()
                precondition(answer?.status == 200)
            }
        }
    }

    @Test(arguments: 0..<4)
    func `that sends garbage harms nobody`(_ seed: UInt64) throws {
        var random = SystemRandomNumberGenerator()
        let server = try HTTPServer.running()
        let good = TestClient(server)
        for _ in 0..<50 {
            let client = TestClient(server)
            var bytes = Array(Sample.post("hello").utf8)
            for _ in 0..<3 {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            client.send(bytes)
            client.finishSending()
            let answer = try client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 "), "\(bytes)")
            good.send(Sample.get("/good"))
            #expect(try good.answer()?.body == "GET /good ")
        }
        #expect(Patience.wait { server.counters.connectionsOpen == 1 })
    }
}
