/// How far a thing is, on stderr: a bar that grows in place on a terminal, and elsewhere a line
/// for each quarter.
struct ProgressLine {
    private let total: Int
    private let what: String
    private let isTerminal = Console.isErrorTerminal
    private var quartersTold = 0
    private var lastText = ""

    init(total: Int, what: String) {
        precondition(total > 0)
        self.total = total
        self.what = what
    }

    mutating func show(_ done: Int) {
        let count = "\(Self.grouped(done)) of \(Self.grouped(total)) \(what)"
        if isTerminal {
            bar(done, count)
        } else if done * 4 / total > quartersTold {
            quartersTold = done * 4 / total
            Console.error(count)
        }
    }

    /// Nothing more comes: whatever is printed next begins on a line of its own.
    mutating func end() {
        if isTerminal, !lastText.isEmpty { Console.status("\n\n") }
        lastText = ""
    }

    private mutating func bar(_ done: Int, _ count: String) {
        let width = max(10, min(50, Console.errorWidth - count.count - 5))
        let filled = width * done / total
        let text =
            "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: width - filled) + "] " + count
        guard text != lastText else { return }
        // What is left of a longer line is overwritten with spaces.
        let rest = String(repeating: " ", count: max(0, lastText.count - text.count))
        lastText = text
        Console.status("\r" + text + rest)
    }

    /// 1234567 as 1,234,567.
    static func grouped(_ number: Int) -> String {
        var digits = String(abs(number))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
