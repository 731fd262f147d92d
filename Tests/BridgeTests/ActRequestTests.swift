import Bridge
import Testing

@Suite struct `A request to act` {
    private static let id = InvocationID("4b0a8e9c-1111-4222-8333-444455556666")

    private func request(
        _ verb: ActVerb, _ scope: ActScope, _ resolution: Resolution? = nil, rate: Double? = nil,
        by name: String = "anna"
    ) -> ActRequest {
        ActRequest(
            operatorName: name, verb: verb, scope: scope, resolution: resolution,
            rowsPerSecond: rate)
    }

    @Test func `makes sense, or says why it does not`() {
        let one = ActScope(invocation: Self.id, row: 3)
        let long = String(repeating: "x", count: Limits.reasonCharactersMax + 1)
        let large = [UInt8](repeating: 48, count: Limits.resolvedBytesMax + 1)
        let sound = [
            request(.retry, ActScope()), request(.retry, one, rate: 0.001),
            request(.retry, ActScope(state: .unknown, mapping: "loan")),
            request(.resume, ActScope()), request(.resume, ActScope(invocation: Self.id)),
            request(.resolve, one, .succeeded(result: nil)),
            request(.resolve, ActScope(invocation: Self.id), .failed(message: "lost")),
        ]
        for request in sound { #expect(request.fault == nil) }
        let faulty = [
            request(.retry, ActScope(), by: ""),
            request(.retry, ActScope(), by: String(repeating: "a", count: 101)),
            request(.retry, ActScope(row: 3)),
            request(.retry, ActScope(invocation: Self.id, row: -1)),
            request(.retry, ActScope(state: .succeeded)),
            request(.retry, one, .failed(message: "lost")),
            request(.retry, one, rate: 0), request(.retry, one, rate: .nan),
            request(.retry, one, rate: .infinity),
            request(.resume, one), request(.resume, ActScope(state: .held)),
            request(.resolve, one), request(.resolve, ActScope(), .failed(message: "lost")),
            request(.resolve, one, .failed(message: "")),
            request(.resolve, one, .failed(message: long)),
            request(.resolve, one, .succeeded(result: large)),
        ]
        for request in faulty { #expect(request.fault?.label == "invalid") }
    }

    @Test func `means unknown rows only when it names them`() {
        #expect(ActVerb.retry.states(in: ActScope()) == [.failed, .held])
        #expect(ActVerb.retry.states(in: ActScope(invocation: Self.id)) == [.failed, .held])
        #expect(ActVerb.retry.states(in: ActScope(state: .unknown)) == [.unknown])
        let one = ActScope(invocation: Self.id, row: 3)
        #expect(ActVerb.retry.states(in: one) == [.failed, .held, .unknown])
        #expect(
            ActVerb.resolve.states(in: ActScope(invocation: Self.id)) == [.failed, .held, .unknown])
    }
}
