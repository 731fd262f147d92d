/// Does on the loop's thread what tasks left at the desk, so many transfers at a time.
final class DeskClerk: TransferClient {
    private let desk: TransferDesk
    private let inFlightMax: Int
    private var answers: [UInt64: TransferDesk.Answer] = [:]
    private var waiting: [(tag: UInt64, request: TransferRequest)] = []
    private var waitingStart = 0

    init(_ desk: TransferDesk, inFlightMax: Int) {
        self.desk = desk
        self.inFlightMax = inFlightMax
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        answer(ended)
        for command in desk.take() {
            switch command {
            case .start(let request, let tag, let answer):
                answers[tag] = answer
                waiting.append((tag, request))
            case .cancel(let tag): cancel(tag, starter)
            }
        }
        if starter.isStopping {
            starter.finish()
        } else {
            startWaiting(starter)
        }
        return .seconds(60)
    }

    func stopped(_ ended: [EndedTransfer]) {
        answer(ended)
        for command in desk.close() {
            if case .start(_, let tag, let answer) = command { answers[tag] = answer }
        }
        for answer in answers.values { answer(.failure(TransferDesk.stopped)) }
        answers = [:]
    }

    private func answer(_ ended: [EndedTransfer]) {
        for transfer in ended { answers.removeValue(forKey: transfer.tag)?(transfer.result) }
    }

    private func cancel(_ tag: UInt64, _ starter: TransferStarter) {
        if let index = waiting[waitingStart...].firstIndex(where: { $0.tag == tag }) {
            waiting.remove(at: index)
            let error = TransferError(unsent: .cancelled, "cancelled before it was started")
            answers.removeValue(forKey: tag)?(.failure(error))
        } else {
            starter.cancel(tag: tag)
        }
    }

    private func startWaiting(_ starter: TransferStarter) {
        while waitingStart < waiting.count, starter.inFlightCount < inFlightMax {
            let next = waiting[waitingStart]
            waitingStart += 1
            starter.start(next.request, tag: next.tag)
        }
        // Taking from the front of an array moves the rest: do it seldom.
        if waitingStart == waiting.count || waitingStart > 1000 {
            waiting.removeFirst(waitingStart)
            waitingStart = 0
        }
    }
}
