import Bridge
import JSON
import MPO
import Simulator
import Testing

@testable import Service

@Suite struct `The plans for an invocation's rows` {
    private func invocation(
        instance: String = "instance", inputs: [String] = ["appcloud_row_correlation_id", "A"],
        outputs: [String] = ["appcloud_row_correlation_id", "B"]
    ) -> Invocation {
        let field = { FieldDefinition(name: $0, dataType: "Text", width: nil) }
        return Invocation(
            context: InvocationContext(
                appID: "app", installID: "install", instanceID: instance, serviceID: "service",
                tenantID: "tenant", productID: "product"),
            dataSetID: "data-set",
            recordDefinition: RecordDefinition(
                inputs: inputs.map(field), outputs: outputs.map(field),
                outputsText: Array("[]".utf8)),
            export: nil, import: nil, completion: nil, announcedSize: nil, pullPageMax: nil,
            pushBatchMax: nil)
    }

    private func mapping(_ parameters: [Parameter]? = nil) -> Mapping {
        Mapping(
            name: "mapping", match: [:], processID: Array("1".utf8), processField: "processID",
            extra: [], parameters: parameters, result: ResultRule(pointer: "", columns: nil),
            operationsPerCall: 1, onUnknown: .report,
            text: Array("\(String(describing: parameters))".utf8))
    }

    private func parameter(_ source: Parameter.Source) -> Parameter {
        Parameter(
            name: "p", source: source, type: .string, isRequired: false, defaultValue: nil)
    }

    private func data(_ plans: RowPlans, _ row: String) throws -> String {
        let bytes = Array(row.utf8)
        var output: [UInt8] = []
        var scratch = RowMapper.Scratch()
        try plans.mapper.append(row: bytes.indices, of: bytes, to: &output, &scratch)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `are never another instance's`() throws {
        var recent = RecentPlans(sendsReference: true)
        let mapping = mapping([parameter(.context(.instanceID))])
        for instance in ["one", "two", "one"] {
            let plans = recent.plans(of: invocation(instance: instance), mapping)
            #expect(try data(plans, #"["c","x"]"#) == #"{"p":"\#(instance)"}"#)
        }
    }

    @Test func `are never another mapping's or another definition's`() throws {
        var recent = RecentPlans(sendsReference: true)
        let named = mapping()
        let fixed = mapping([parameter(.constant(Array(#""fixed""#.utf8)))])
        #expect(try data(recent.plans(of: invocation(), named), #"["c","x"]"#) == #"{"A":"x"}"#)
        #expect(try data(recent.plans(of: invocation(), fixed), #"["c","x"]"#) == #"{"p":"fixed"}"#)
        let turned = invocation(inputs: ["A", "appcloud_row_correlation_id"])
        let plans = recent.plans(of: turned, named)
        #expect(try data(plans, #"["x","c"]"#) == #"{"A":"x"}"#)
        #expect(plans.correlationColumn == 1)
        #expect(recent.plans(of: invocation(), named).correlationColumn == 0)
        let wider = invocation(outputs: ["appcloud_row_correlation_id", "B", "C"])
        #expect(!plans.fit(wider, named))
        #expect(!recent.plans(of: invocation(), named).fit(wider, named))
    }

    /// What was equal once, but lay elsewhere in memory, is compared with from then on.
    @Test func `are told from those of the invocation before, whatever it shares with it`() throws {
        var recent = RecentPlans(sendsReference: true)
        let plain = invocation()
        let wider = invocation(outputs: ["appcloud_row_correlation_id", "B", "C"])
        // The columns in the same memory, and other results.
        let sharing = Invocation(
            context: plain.context, dataSetID: "another",
            recordDefinition: RecordDefinition(
                inputs: plain.recordDefinition.inputs, outputs: wider.recordDefinition.outputs,
                outputsText: plain.recordDefinition.outputsText),
            export: nil, import: nil, completion: nil, announcedSize: nil, pullPageMax: nil,
            pushBatchMax: nil)
        let turned = invocation(inputs: ["A", "appcloud_row_correlation_id"])
        let elsewhere = invocation(instance: "elsewhere")
        let fixed = { self.mapping([self.parameter(.constant(Array(#""fixed""#.utf8)))]) }
        let cases: [(name: String, invocation: () -> Invocation, mapping: () -> Mapping)] = [
            ("plain", { plain }, { mapping() }),
            ("equal", { invocation() }, { mapping() }),
            ("fixed", { plain }, fixed),
            ("sharing", { sharing }, { mapping() }),
            ("turned", { turned }, { mapping() }),
            ("elsewhere", { elsewhere }, { mapping() }),
        ]
        var known: [String: RowPlans] = [:]
        var random = SeededGenerator(seed: 6)
        for _ in 0..<300 {
            let index = Int.random(in: cases.indices, using: &random)
            let (name, invocation, mapping) = cases[index]
            let plans = recent.plans(of: invocation(), mapping())
            let own = name == "equal" ? "plain" : name
            #expect(known[own, default: plans] === plans, "\(name)")
            #expect(known.allSatisfy { ($0.value === plans) == ($0.key == own) }, "\(name)")
            known[own] = plans
            let row = name == "turned" ? #"["x","c"]"# : #"["c","x"]"#
            let expected = name == "fixed" ? #"{"p":"fixed"}"# : #"{"A":"x"}"#
            #expect(try data(plans, row) == expected, "\(name)")
        }
        #expect(recent.plans.count <= 5)
    }

    /// An accent in one character, and in two: Unicode's rules take the texts for equal.
    @Test func `are never those of a text that is only equal to a reader`() throws {
        let (one, two) = ("caf\u{e9}", "cafe\u{301}")
        #expect(one == two)
        var recent = RecentPlans(sendsReference: true)
        let mapping = mapping([parameter(.context(.instanceID))])
        for instance in [one, two, one] {
            let plans = recent.plans(of: invocation(instance: instance), mapping)
            #expect(
                try data(plans, #"["c","x"]"#).utf8.elementsEqual(#"{"p":"\#(instance)"}"#.utf8))
        }
        for column in [one, two, one] {
            let named = invocation(inputs: ["appcloud_row_correlation_id", column])
            let plans = recent.plans(of: named, self.mapping())
            #expect(
                try data(plans, #"["c","x"]"#).utf8.elementsEqual(#"{"\#(column)":"x"}"#.utf8))
        }
    }

    @Test(arguments: [true, false])
    func `write the references that operations are to have`(sendsReference: Bool) throws {
        var recent = RecentPlans(sendsReference: sendsReference)
        for _ in 0..<2 {
            let plans = recent.plans(of: invocation(), mapping())
            var body = CallBody(plans.operation, timeoutSeconds: 30)
            body.beginOperation(
                TaskReferences(OpenInvocation.sample(1, mapping: "mapping").id), row: 0)
            body.bytes.append(contentsOf: "{}".utf8)
            body.endOperation()
            let text = String(decoding: body.end(), as: UTF8.self)
            #expect(text.contains(#""ref":"#) == sendsReference)
        }
    }

    @Test func `are right for more instances than are remembered`() throws {
        var recent = RecentPlans(sendsReference: true)
        let mapping = mapping([parameter(.context(.instanceID))])
        for number in (0..<3 * RecentPlans.countMax) + [0, 1] {
            let plans = recent.plans(of: invocation(instance: "i\(number)"), mapping)
            #expect(try data(plans, #"["c","x"]"#) == #"{"p":"i\#(number)"}"#)
        }
        #expect(recent.plans.count == RecentPlans.countMax)
    }
}
