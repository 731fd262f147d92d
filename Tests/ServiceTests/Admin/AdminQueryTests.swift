import Testing

@testable import Service

@Suite struct `A query` {
    @Test func `is read once for each name, percent-encoding taken off`() throws {
        var query = try AdminQuery("tenant=a%20b%2Fc&limit=20&cells=true")
        #expect(query.text("tenant") == "a b/c")
        #expect(try query.integer("limit", 1...20) == 20)
        #expect(try query.flag("cells"))
        #expect(try query.flag("other") == false)
        try query.finish()
    }

    @Test(arguments: ["a", "a=1&a=2", "a=%", "a=%4", "a=%ff", "=&=", "a=%C3"])
    func `that is broken is refused`(_ text: String) {
        #expect(throws: AdminRefusal.self) {
            var query = try AdminQuery(text)
            _ = query.text("a")
            try query.finish()
        }
    }
}
