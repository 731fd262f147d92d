import AMS
import Bridge
import Testing

@Suite struct `What the product is told` {
    @Test func `of an invoke is as documented`() throws {
        let id = try #require(InvocationID("64a9e8a1-e3cd-4bb4-a4b0-93d55832f90d"))
        #expect(
            Forge.text(
                InvokeAnswer.accepted(id, instanceID: "6ea036bb-8cfb-46c5-a826-d001d3a0349b"))
                == #"{"successful":true,"content":{"#
                + #""invocationId":"64a9e8a1-e3cd-4bb4-a4b0-93d55832f90d","#
                + #""instanceId":"6ea036bb-8cfb-46c5-a826-d001d3a0349b"},"errorMessage":null}"#)
        #expect(
            Forge.text(InvokeAnswer.refused("401 Unauthorized"))
                == #"{"successful":false,"content":null,"errorMessage":"401 Unauthorized"}"#)
    }

    @Test func `at the end is as documented`() {
        #expect(Forge.text(CompletionMessage.body) == #"{"status":"COMPLETED"}"#)
    }

    @Test func `comes with a token, two ids and the endpoint's headers`() throws {
        let id = try #require(InvocationID("64a9e8a1-e3cd-4bb4-a4b0-93d55832f90d"))
        let endpoint = Endpoint(
            url: "https://a.example", method: "PUT",
            headers: [
                .init(name: "X-A", value: "b"), .init(name: "content-type", value: "text/plain"),
                .init(name: "Invocation-ID", value: "other"), .init(name: "X-Empty", value: " "),
            ])
        let lines = ProductHeaders.lines(
            endpoint, authorization: ProductHeaders.authorization([UInt8]("t.o.k".utf8)),
            invocation: id, dataSetID: "d s")
        #expect(
            lines == [
                "Authorization: Bearer t.o.k", "Content-Type: application/json",
                "Accept: application/json", "invocation-id: 64a9e8a1-e3cd-4bb4-a4b0-93d55832f90d",
                "dataset-id: d s", "X-A: b", "X-Empty:  ",
            ])
    }
}
