import Bridge
import Crypto
import Testing

@testable import Service

extension OpenInvocation {
    /// An invocation of one mapping, for tests that mind only its name.
    static func sample(_ number: Int64, mapping name: String, rows: Int = 1) -> OpenInvocation {
        let mapping = Mapping(
            name: name, match: [:], processID: Array("1".utf8), processField: "processID",
            extra: [], parameters: nil, result: ResultRule(pointer: "", columns: nil),
            operationsPerCall: 1, onUnknown: .report, text: [])
        let columns = [
            FieldDefinition(name: "appcloud_row_correlation_id", dataType: "Text", width: nil)
        ]
        let invocation = Invocation(
            context: MappingSample.context, dataSetID: "data-set-1",
            recordDefinition: RecordDefinition(
                inputs: columns, outputs: columns, outputsText: Array("[]".utf8)),
            export: nil, import: nil, completion: nil, announcedSize: nil, pullPageMax: nil,
            pushBatchMax: nil)
        let plan = InvocationMachine.Plan(
            isReported: false, wantsCompletion: false, pullPageMax: 1, pushBatchMax: 1)
        let progress = Progress(
            state: .accepted, rowsAnnounced: rows, rowsStored: rows, isWhole: true)
        return OpenInvocation(
            key: InvocationKey(number),
            id: InvocationID(
                bodyDigest: [UInt8](repeating: 1, count: 32), random: .random(in: .min ... .max)),
            invocation: invocation, mapping: mapping,
            installSecret: Secret(Array("secret".utf8)), counters: MappingCounters(name),
            acceptedAt: UnixTime(seconds: 0),
            machine: InvocationMachine(plan: plan, progress: progress),
            plans: RowPlans(invocation, mapping, sendsReference: true))
    }
}
