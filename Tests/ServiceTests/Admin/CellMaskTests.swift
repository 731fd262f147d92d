import JSON
import Testing

@testable import Service

@Suite struct `A reason without cells` {
    private func masked(_ reason: String, _ row: String) throws -> String {
        CellMask(row: try JSONText(row).root).applied(to: reason)
    }

    @Test(arguments: [
        ("Value 'Bern' is not valid", #"["Bern"]"#, "Value '•••' is not valid"),
        ("BERN bern xBernx", #"["Bern"]"#, "••• ••• x•••x"),
        ("amount 42 is too large, 420 as well", #"["42"]"#, "amount ••• is too large, 420 as well"),
        ("amount 1.50", #"[1.50]"#, "amount •••"),
        ("a task of Anna Maria", #"["Anna","Anna Maria"]"#, "a task of •••"),
        (
            "a task with reference 3f2a-3 may exist", #"["3"]"#,
            "a task with reference 3f2a-3 may exist"
        ),
        ("nothing to hide", #"["", "  ", null, true]"#, "nothing to hide"),
        ("in Zürich", #"["  Zürich  "]"#, "in •••"),
        ("deep: secret", #"[{"a":["secret"]}]"#, "deep: •••"),
        ("", #"["x"]"#, ""),
    ])
    func `shows three dots for each of them`(
        _ reason: String, _ row: String, _ expected: String
    ) throws {
        #expect(try masked(reason, row) == expected)
    }
}
