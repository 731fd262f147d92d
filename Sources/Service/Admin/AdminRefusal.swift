import Bridge
import HTTPWire
import JSON
import Store

/// Why the admin interface did not do what it was asked for: the one form of all its errors,
/// `{"error":{"code":…,"message":…,"mend":…}}`.
struct AdminRefusal: Error {
    /// A word of a closed set, for programs.
    enum Code: String {
        case badRequest = "bad_request"
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        /// It cannot be done as things stand.
        case conflict
        /// The store or the engine takes nothing now.
        case unavailable

        var status: Int {
            switch self {
            case .badRequest: 400
            case .notFound: 404
            case .methodNotAllowed: 405
            case .conflict: 409
            case .unavailable: 503
            }
        }
    }

    let code: Code
    /// What is wrong; never a cell.
    let message: String
    /// What to do about it.
    let mend: String

    init(_ code: Code, _ message: String, mend: String) {
        self.code = code
        self.message = message
        self.mend = mend
    }

    init(_ error: StoreError) {
        self.init(
            .unavailable, "the store cannot be read now (\(error.label))",
            mend: "look into the daemon's log; 'mpo-bridge verify' tells whether it is whole")
    }

    var response: Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("code", code.rawValue)
        writer.member("message", message)
        writer.member("mend", mend)
        writer.endObject()
        writer.endObject()
        var response = Response.json(code.status, writer.bytes)
        if code == .methodNotAllowed { response.headers.append(("Allow", "GET, HEAD")) }
        return response
    }
}

extension AdminRefusal {
    init(_ refusal: ActRefusal) {
        switch refusal {
        case .invalid(let reason):
            self.init(.badRequest, reason, mend: "correct the request")
        case .notFound(let reason):
            self.init(
                .notFound, reason,
                mend: "'mpo-bridge invocations' and 'mpo-bridge acts' list what is there")
        case .nothingToDo(let reason):
            self.init(
                .conflict, reason,
                mend: "'mpo-bridge invocations' and 'mpo-bridge rows' list how things stand")
        case .busy(let reason):
            self.init(.conflict, reason, mend: "try again in a moment")
        case .store(let label):
            self.init(
                .unavailable, "the store takes nothing now (\(label)): nothing was done",
                mend: "try again when it does; the daemon's log says why")
        }
    }
}

/// Runs the store's part of an answer; its errors become the interface's.
func told<Value: ~Copyable>(
    _ body: () throws(StoreError) -> Value
) throws(AdminRefusal) -> Value {
    do throws(StoreError) { return try body() } catch { throw AdminRefusal(error) }
}
