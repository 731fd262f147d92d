import HTTPServer
import HTTPWire
import JSON

/// An MPO and a product that say too much: whatever they answer quotes what they were sent.
final class TalkativePeer: RequestHandler {
    static let result = "PLANTED-RESULT"

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { .body(max: 1 << 20) }

    func handle(_ request: Request, _ responder: Responder) {
        // The product's side refuses for good.
        guard request.head.method == .post, !request.head.path.contains("/datasets/") else {
            responder.answer(.json(400, request.body))
            return
        }
        let operation = (try? JSONText(request.body))?.root["ops"]?[0]
        let reference = operation?["ref"]?.string ?? ""
        let cell = operation?["data"]?["customer"]?.string ?? ""
        switch reference.split(separator: "-").last.flatMap({ Int($0) }) {
        case 1:
            responder.answer(
                operations(#"{"proc":"error","description":"customer \#(cell) is not valid"}"#))
        case 2: responder.answer(.json(500, request.body))
        case 3: responder.answer(.json(400, request.body))
        case 4: responder.answer(.json(200, Array(#"{"ops":"\#(cell)"#.utf8)))
        default:
            responder.answer(
                operations(#"{"proc":"ok","data":{"info":{"OFFER_STATUS":"\#(Self.result)"}}}"#))
        }
    }

    private func operations(_ operation: String) -> Response {
        .json(200, Array(#"{"request_proc":"ok","ops":[\#(operation)]}"#.utf8))
    }
}
