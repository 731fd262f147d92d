internal import CCurl

/// The transfers in flight and the handles that wait for the next ones. On the loop's thread only.
@safe final class TransferTable {
    private let multi: UnsafeMutableRawPointer
    private let sockets: SocketWatch
    private var idleHandlesMax: Int
    private let idleMax: Duration
    private var active: [UInt64: Transfer] = [:]
    /// Of all trusts, the one used last at the end.
    private var idle: [Transfer] = []
    private var trusts = Trusts()
    private(set) var ended: [EndedTransfer] = []
    /// Before this moment no answer is overdue; `nil`: none is awaited with a limit.
    private(set) var answersDueAt: ContinuousClock.Instant?

    init(
        multi: UnsafeMutableRawPointer, sockets: SocketWatch, idleHandlesMax: Int,
        idleMax: Duration
    ) {
        unsafe self.multi = multi
        self.sockets = sockets
        self.idleHandlesMax = idleHandlesMax
        self.idleMax = idleMax
    }

    /// Those that were started and not taken with `takeEnded`.
    var count: Int { active.count + ended.count }

    func start(_ request: TransferRequest, tag: UInt64) {
        precondition(active[tag] == nil, "tag \(tag) is in flight already")
        let trust = trusts.trust(for: request.policy, at: sockets.now)
        let transfer = takeIdle(trust, for: request.url)
        do throws(TransferError) {
            try transfer.prepare(request, tag: tag)
        } catch {
            ended.append(EndedTransfer(tag: tag, result: .failure(error)))
            keep(transfer)
            return
        }
        active[tag] = transfer
        if let limit = request.firstByteTimeout {
            awaitAnswer(until: sockets.now.advanced(by: limit))
        }
        // libcurl sets its timer to this moment.
        unsafe CurlLibrary.check(curl_multi_add_handle(multi, transfer.easy))
    }

    func limitConnections(to connectionsMax: Int) {
        precondition(connectionsMax > 0)
        idleHandlesMax = connectionsMax
        if idle.count > idleHandlesMax { idle.removeFirst(idle.count - idleHandlesMax) }
        for option in [CURLMOPT_MAX_TOTAL_CONNECTIONS, CURLMOPT_MAXCONNECTS] {
            unsafe CurlLibrary.check(bridge_multi_setopt_long(multi, option, connectionsMax))
        }
    }

    func cancel(tag: UInt64) {
        guard let transfer = active.removeValue(forKey: tag) else { return }
        abandon(transfer, .cancelled, "cancelled")
    }

    /// Whether there is something to do without waiting.
    var isReady: Bool { sockets.isTimerDue || !ended.isEmpty }

    /// Does all that can be done without waiting, and collects what ended.
    func perform() {
        unsafe CurlLibrary.check(sockets.perform(multi))
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle,
                let raw = unsafe bridge_getinfo_private(easy)
            else { continue }
            // curl_multi_info_read.html: what the message points to does not survive the removal.
            let code = unsafe bridge_message_result(message)
            let transfer = unsafe Unmanaged<Transfer>.fromOpaque(raw).takeUnretainedValue()
            active[transfer.tag] = nil
            unsafe CurlLibrary.check(curl_multi_remove_handle(multi, easy))
            ended.append(EndedTransfer(tag: transfer.tag, result: transfer.end(code)))
            keep(transfer)
        }
    }

    /// Ends the transfers whose answers should have begun by now. Asked every round of the loop,
    /// and nearly always done after one comparison: a limit is far longer than a call.
    func endOverdue() {
        let now = sockets.now
        guard let due = answersDueAt, due <= now else { return }
        answersDueAt = nil
        for transfer in Array(active.values) {
            guard let due = transfer.answerDue(now) else { continue }
            if due > now {
                awaitAnswer(until: due)
            } else {
                active[transfer.tag] = nil
                abandon(transfer, .noFirstByte, "no answer began in time")
            }
        }
    }

    private func awaitAnswer(until due: ContinuousClock.Instant) {
        answersDueAt = answersDueAt.map { min($0, due) } ?? due
    }

    func takeEnded() -> [EndedTransfer] {
        ended.isEmpty ? [] : exchange(&ended, with: [])
    }

    /// Ends everything, and frees the handles: they must be gone before the multi handle is.
    func stop() -> [EndedTransfer] {
        for transfer in active.values { abandon(transfer, .stopped, "the daemon is stopping") }
        active = [:]
        idle = []
        return takeEnded()
    }

    private func abandon(_ transfer: Transfer, _ reason: TransferError.Reason, _ message: String) {
        unsafe CurlLibrary.check(curl_multi_remove_handle(multi, transfer.easy))
        let error = transfer.end(reason, message)
        ended.append(EndedTransfer(tag: transfer.tag, result: .failure(error)))
        keep(transfer)
    }

    /// The one used last of those that called the same server, if there are such: it is set to most
    /// of what the request asks for.
    private func takeIdle(_ trust: Trust, for url: String) -> Transfer {
        let text = url.utf8Span.span
        var candidate: Int?
        for index in idle.indices.reversed() where idle[index].trust === trust {
            if idle[index].url.isBeginning(of: text) { return idle.remove(at: index) }
            candidate = candidate ?? index
        }
        if let candidate { return idle.remove(at: candidate) }
        // Perhaps since another trust is not any more.
        idle.removeAll { !trusts.include($0.trust) }
        return Transfer(trust, idleMax: idleMax, sockets: sockets)
    }

    private func keep(_ transfer: Transfer) {
        if idle.count == idleHandlesMax { idle.removeFirst() }
        idle.append(transfer)
    }
}
