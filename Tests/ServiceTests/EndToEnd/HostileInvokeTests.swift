import Foundation
import Simulator
import TestSupport
import Testing

/// What somebody could send who wants the daemon to fall, to forget or to go astray.
struct HostileInvoke: Sendable {
    let name: String
    let status: Int
    /// Makes the request of an honest head, which lacks its last line, and an honest body.
    let request: @Sendable (_ head: String, _ body: String) -> [UInt8]

    private init(
        _ name: String, _ status: Int,
        request: @escaping @Sendable (_ head: String, _ body: String) -> [UInt8]
    ) {
        self.name = name
        self.status = status
        self.request = request
    }

    /// A body that is not what it should be, with its right length.
    private static func body(
        _ name: String, _ status: Int = 400, _ change: @escaping @Sendable (String) -> [UInt8]
    ) -> HostileInvoke {
        HostileInvoke(name, status) { head, body in
            let bytes = change(body)
            return Array("\(head)Content-Length: \(bytes.count)\r\n\r\n".utf8) + bytes
        }
    }

    /// The same for a change of one piece of it.
    private static func piece(
        _ name: String, _ old: String, _ new: String, _ status: Int = 400
    ) -> HostileInvoke {
        body(name, status) { body in
            precondition(body.contains(old), old)
            return Array(body.replacing(old, with: new, maxReplacements: 1).utf8)
        }
    }

    private static func text(_ piece: String, _ count: Int) -> String {
        String(repeating: piece, count: count)
    }

    static let bodies = [
        body("a million levels") { _ in Array(text("[", 1_000_000).utf8) },
        piece("65 levels", #"{"instance"#, #"{"x":\#(text("[", 65))\#(text("]", 65)),"instance"#),
        piece("many members", #"{"instance"#, "{\(members(20_000))\"instance"),
        piece("a name twice", #""dataSet":"#, #""dataSet":{},"dataSet":"#),
        piece("a name twice, written otherwise", #""dataSet":"#, #""dataSet":{},"d\u0061taSet":"#),
        piece("a huge number", #""maxPullPageSize":"#, #""maxPullPageSize":1e999999999,"x":"#),
        piece(
            "a long number", #""maxPullPageSize":"#,
            #""maxPullPageSize":\#(text("9", 500_000)),"x":"#),
        piece("a long id", #""tenantId":""#, #""tenantId":"\#(text("6", 500_000))"#),
        piece("a NUL in an id", #""tenantId":""#, #""tenantId":"\u0000"#),
        piece("a line end in an id", #""tenantId":""#, #""tenantId":"\r\nX: y"#),
        piece("another tenant", #""tenantId":""#, #""tenantId":"9"#, 401),
        piece("half of a surrogate pair", #""tenantId":""#, #""tenantId":"\ud800"#),
        piece("a control character", #""tenantId":""#, "\"tenantId\":\"\u{1}"),
        piece("a line of a header", #""headers":{"#, #""headers":{"X":"a\r\nHost: b""#),
        piece("a header of a connection", #""headers":{"#, #""headers":{"Transfer-Encoding":"x""#),
        body("bytes that are no UTF-8") { Array($0.utf8.dropLast()) + [0xFF] + [0x7D] },
        body("a slash in three bytes") { Array($0.utf8) + [0xE0, 0x80, 0xAF] },
        body("a mark of byte order") { [0xEF, 0xBB, 0xBF] + Array($0.utf8) },
        body("UTF-16") { $0.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } },
        body("two texts") { Array(($0 + $0).utf8) },
        body("a comment") { Array(("/**/" + $0).utf8) },
        body("half a text") { Array($0.utf8.prefix($0.utf8.count / 2)) },
        body("nothing") { _ in [] }, body("NaN") { _ in Array("NaN".utf8) },
        body("a compressed body that does not say so") { _ in [0x1F, 0x8B, 8, 0, 0, 0, 0, 0] },
    ]

    private static func members(_ count: Int) -> String {
        (0..<count).map { #""m\#($0)":1,"# }.joined()
    }

    static let heads = [
        HostileInvoke("a compressed body", 415) { head, _ in
            Array("\(head)Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n".utf8) + [0x1F, 0x8B]
        },
        HostileInvoke("a compressed transfer", 501) { head, _ in
            Array("\(head)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n".utf8)
        },
        HostileInvoke("a thousand fields", 431) { head, _ in
            Array((head + text("X: y\r\n", 1_000) + "\r\n").utf8)
        },
        HostileInvoke("one field of a megabyte", 431) { head, _ in
            Array((head + "X: " + text("y", 1 << 20) + "\r\n\r\n").utf8)
        },
        HostileInvoke("a path of a megabyte", 414) { _, _ in
            Array("POST /\(text("y", 1 << 20)) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        },
        HostileInvoke("more body than there may be", 413) { head, _ in
            Array("\(head)Content-Length: 99999999999\r\n\r\n".utf8)
        },
        HostileInvoke("a chunk of all the memory there is", 413) { head, _ in
            Array("\(head)Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n".utf8)
        },
        HostileInvoke("a hundred thousand extensions", 400) { head, _ in
            Array("\(head)Transfer-Encoding: chunked\r\n\r\n1\(text(";a=b", 100_000))\r\n".utf8)
        },
        HostileInvoke("a million chunks", 413) { head, _ in
            let chunks = "\(head)Transfer-Encoding: chunked\r\n\r\n\(text("1\r\n \r\n", 1_000_000))"
            return Array(chunks.utf8)
        },
        HostileInvoke("endless trailers", 431) { head, _ in
            Array(
                "\(head)Transfer-Encoding: chunked\r\n\r\n0\r\n\(text("X: y\r\n", 10_000))".utf8)
        },
        HostileInvoke("a length beside chunks", 400) { head, body in
            let fields = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            return Array("\(head)\(fields)0\r\n\r\n\(body)".utf8)
        },
    ]
}

@Suite(.serialized) struct `A hostile invoke` {
    @Test func `is told what is wrong, and harms nobody`() async throws {
        let world = try BridgeWorld()
        try world.start()
        let port = UInt16(try world.running().receiverPort())
        try await world.finish(InvokeLoad(rows: 3))
        let memory = try world.running().peakMemory()
        for hostile in HostileInvoke.bodies + HostileInvoke.heads {
            let invoke = world.product.invoke(rows: 1, flow: .data)
            let client = try #require(LoopbackSocket(port: port))
            client.send(
                hostile.request(
                    "POST /invoke HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                        + "Authorization: \(invoke.authorization)\r\n",
                    String(decoding: invoke.body, as: UTF8.self)))
            let answer = client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 \(hostile.status) "), "\(hostile.name): \(answer)")
            #expect(answer.contains(#"{"successful":false,"content":null,"#), "\(hostile.name)")
        }
        let growth = try world.running().peakMemory() - memory
        #expect(growth <= 64 << 20 || Sanitizer.isWatching)
        try await world.finish(InvokeLoad(rows: 3))
        #expect(world.product.ledger.violations == [])
        print("proof: hostile invokes: memory +\((growth + (1 << 19)) >> 20) MiB")
    }
}
