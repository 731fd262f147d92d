import Bridge
import MPO
import Testing

@Suite struct `The question after a task` {
    @Test func `is the documents' one`() {
        let query = TaskQuery(
            Sample.mapping(
                processField: "processID",
                extra: [ConstantField(name: "company_id", value: [UInt8](#""i123""#.utf8))]))
        #expect(
            Sample.text(query.body(Sample.references(), row: 12))
                == #"{"ops":[{"type":"show","obj":"task","conv_id":66305,"company_id":"i123","#
                + #""ref":"\#(Sample.invocation)-12"}]}"#)
    }

    func state(_ entry: String) -> TaskState {
        TaskQuery.state(on: Sample.answered(#"{"request_proc":"ok","ops":[\#(entry)]}"#))
    }

    @Test func `finds a task that has ended, with its data as it is written`() throws {
        let found = state(
            #"{"id":"","proc":"ok","obj":"task","obj_id":"6304dd15094bab211e00042c","#
                + #""ref":"15989649323554","status":"processed","node_id":"n","data":{"foo":1.0}}"#)
        guard case .ended(let body, let data?) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(Sample.text(body[data]) == #"{"foo":1.0}"#)
    }

    @Test(arguments: ["created", "processing", "delayed", "active"])
    func `finds a task that runs`(status: String) {
        #expect(state(#"{"proc":"ok","status":"\#(status)","data":{}}"#) == .running)
    }

    @Test(arguments: [
        "", #"{"proc":"error","description":"Object not found"}"#, #"{"proc":"obj_id_not_found"}"#,
        #"{"proc":"error","description":"Task with ref x does not exist"}"#,
    ])
    func `finds none`(entry: String) {
        #expect(state(entry) == .notFound)
    }

    @Test(arguments: [
        #"{"proc":"ok","status":"canceled"}"#, #"{"proc":"ok","status":4}"#, #"{"proc":"ok"}"#,
        #"{"proc":"error","description":"Object conv with id 9 does not exist"}"#,
        #"{"proc":"error","description":"Access denied"}"#, #"{"proc":"ok"},{"proc":"ok"}"#,
    ])
    func `is not answered by anything else`(entry: String) {
        guard case .unclear = state(entry) else {
            Issue.record("it was taken for an answer")
            return
        }
    }

    @Test func `is not answered by a failure`() {
        #expect(TaskQuery.state(on: .certainlyUnsent(label: "connect")) == .unclear("connect"))
        #expect(TaskQuery.state(on: .lostAfterSend(label: "reset")) == .unclear("reset"))
        #expect(TaskQuery.state(on: Sample.answered("<html>", status: 404)) == .unclear("HTTP 404"))
        #expect(
            TaskQuery.state(on: Sample.answered("<html>"))
                == .unclear("MPO's answer cannot be read"))
        #expect(
            TaskQuery.state(on: Sample.answered(#"{"request_proc":"fail","ops":[]}"#))
                == .unclear("fail"))
    }
}
