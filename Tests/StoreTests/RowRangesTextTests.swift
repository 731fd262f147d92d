import Bridge
import Testing

@testable import Store

@Suite struct `The text of a batch's rows` {
    @Test(
        arguments: [
            ([], ""), ([0..<1], "0"), ([0..<100], "0-99"), ([5..<6, 8..<10], "5,8-9"),
            ([0..<1, 4_294_967_295..<4_294_967_296], "0,4294967295"),
        ] as [([Range<Int>], String)])
    func `goes there and back`(ranges: [Range<Int>], text: String) {
        var rows = RowRanges()
        for range in ranges { rows.insert(range) }
        #expect(String(decoding: rows.text, as: UTF8.self) == text)
        #expect(RowRanges(text: Array(text.utf8)) == rows)
    }

    @Test(arguments: [
        ",", "1,", "a", "-1", "1-", "3-2", "5,4", "1-2,2-3", "0,1", "1 ", "99999999999", "1-2-3",
    ])
    func `is refused when it is none`(text: String) {
        #expect(RowRanges(text: Array(text.utf8)) == nil)
    }
}
