import Bridge
import Curl
import MPO

/// How a transfer ended, in the words of those who judge it.
extension Result<TransferResponse, TransferError> {
    /// How long the connection took; zero for one that was open already.
    var connectTime: Duration {
        switch self {
        case .success(let response): response.times.connected
        case .failure(let error): error.times.connected
        }
    }

    /// How long it took to its end, good or bad.
    var totalTime: Duration {
        switch self {
        case .success(let response): response.times.total
        case .failure(let error): error.times.total
        }
    }
}

extension MPO.Evidence {
    init(_ result: Result<TransferResponse, TransferError>) {
        switch result {
        case .success(let response):
            self = .answered(
                status: response.status, retryAfter: response.retryAfter, body: response.body)
        case .failure(let error) where error.isCertainlyUnsent:
            self = .certainlyUnsent(label: error.reason.label)
        case .failure(let error) where error.reason == .noFirstByte:
            self = .unanswered(label: error.reason.label)
        case .failure(let error):
            self = .lostAfterSend(label: error.reason.label)
        }
    }
}

extension TargetGate.Setback {
    /// What an answer that is no success means for every call to its target: what the target asked
    /// for itself counts.
    init(_ response: TransferResponse, wall: UnixTime) {
        let wish = RetryAfter.duration(
            response.retryAfter, now: RetryAfter.reference(date: response.date, wall: wall))
        self = wish != nil || response.status == 429 ? .asked(toWait: wish) : .unwell
    }
}
