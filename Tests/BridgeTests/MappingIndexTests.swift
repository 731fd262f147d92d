import Bridge
import Testing

@Suite struct `The index of mappings` {
    private func mapping(_ match: [ContextField: String]) -> Mapping {
        Mapping(
            name: "m", match: match, processID: [], processField: "processID", extra: [],
            parameters: nil, result: ResultRule(pointer: "", columns: nil), operationsPerCall: 1,
            onUnknown: .report, text: [])
    }

    private func context(_ generator: inout SeededGenerator) -> InvocationContext {
        func id() -> String { "\(Int.random(in: 0..<3, using: &generator))" }
        return InvocationContext(
            appID: id(), installID: id(), instanceID: id(), serviceID: id(), tenantID: id(),
            productID: id())
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `finds the first that matches, as a look at each does`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...20, using: &generator)
        let mappings = (0..<count).map { _ in
            let wanted = context(&generator)
            // Often of few fields, so that some match.
            let fields = ContextField.allCases.filter { _ in
                Int.random(in: 0..<3, using: &generator) == 0
            }
            return mapping(Dictionary(uniqueKeysWithValues: fields.map { ($0, wanted[$0]) }))
        }
        let index = MappingIndex(mappings)
        for _ in 0..<50 {
            let context = context(&generator)
            #expect(index.place(for: context) == mappings.firstIndex { $0.matches(context) })
        }
    }
}
