import Foundation
import Testing

@testable import mpo_bridge

@Suite struct `A table for a terminal` {
    private static var table: TextTable {
        var table = TextTable(["id", "status", "OFFER_CITY", "OFFER_ID"])
        table.lines = [
            .title("Data set 1"), .cells(["1", "success", "東京", "5b10ac7d71c0ab42"]),
            .cells(["2", "success", "Aix-en-Provence, Bouches-du-Rhône", "02ec5fbc892727ee"]),
            .message(["3", "failure"], "a text that is much longer than one line of the table is"),
        ]
        return table
    }

    @Test(arguments: [30, 40, 60, 80, 200])
    func `is never wider than the terminal`(_ width: Int) {
        for line in Self.table.text(width: width).split(separator: "\n") {
            #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
        }
    }

    @Test func `keeps its columns below each other, wide characters or not`() {
        let lines = Self.table.text(width: 200).split(separator: "\n").map(String.init)
        let place = lines[0].range(of: "OFFER_ID").map { lines[0][..<$0.lowerBound] }
        let other = lines[2].range(of: "5b10").map { lines[2][..<$0.lowerBound] }
        #expect(
            place.map { DisplayWidth.of(String($0)) } == other.map { DisplayWidth.of(String($0)) })
    }

    @Test func `leaves out the columns that have no room`() {
        let text = Self.table.text(width: 30)
        #expect(text.contains("OFFER_CITY"))
        #expect(!text.contains("OFFER_ID"))
    }

    @Test func `shows what would steer the terminal as a dot`() {
        #expect(DisplayWidth.fit("a\u{1b}[2Jb", 8) == "a·[2Jb  ")
        #expect(DisplayWidth.wrap("one\ntwo", 10) == ["one·two"])
    }

    @Test func `cuts and wraps between whole characters`() {
        #expect(DisplayWidth.fit("東京都", 5) == "東京…")
        #expect(DisplayWidth.fit("東京都", 4) == "東… ")
        #expect(
            DisplayWidth.wrap("six words on lines of nine", 9) == [
                "six words", "on lines", "of nine",
            ])
        #expect(DisplayWidth.wrap("abcdefgh", 3) == ["abc", "def", "gh"])
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
    ])
    func `groups the digits of its numbers`(_ number: Int, _ text: String) {
        #expect(ProgressLine.grouped(number) == text)
    }
}
