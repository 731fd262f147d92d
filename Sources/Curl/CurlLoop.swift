internal import CCurl
internal import Synchronization

/// One thread with one multi handle, on which every libcurl call happens, and a client that lives
/// there too.
///
/// The loop alternates: perform what is ready, collect what ended, let the client take its turn,
/// perform what it started, sleep.
@safe package final class CurlLoop: Sendable {
    private let options: Options
    private let sleep = LoopSleep()
    private let isStopping = Atomic(false)
    private let thread = LoopThread()

    /// Used on the loop's thread, and freed by whoever lets go of the loop last: that thread holds
    /// on to it until it ends.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    /// As `multi`, which calls it until it is freed.
    nonisolated(unsafe) let sockets: SocketWatch

    /// Longer sleeps are cut: a moment that is too far away cannot be represented.
    private static let pauseMax = Duration.seconds(3600)

    private struct Options {
        let connectionsMax: Int
        let idleMax: Duration
    }

    /// Prepares a loop. Nothing runs before `run`.
    ///
    /// - Parameters:
    ///   - connectionsMax: how many connections may be open at a time; transfers beyond wait, and
    ///     their total timeout runs meanwhile.
    ///   - connectionsPerHostMax: how many of them may lead to one host, or nil for no such limit.
    ///   - idleMax: a connection that was idle for longer is not used again. Shorter than what
    ///     servers and balancers allow (60 s is common), or requests meet a connection as it
    ///     closes.
    package init(
        connectionsMax: Int = 64, connectionsPerHostMax: Int? = nil,
        idleMax: Duration = .seconds(30)
    ) {
        precondition(connectionsMax > 0)
        CurlLibrary.prepare()
        guard let multi = unsafe curl_multi_init() else { preconditionFailure("out of memory") }
        unsafe self.multi = multi
        let sockets = SocketWatch(bell: sleep.bell)
        unsafe self.sockets = sockets
        unsafe sockets.attach(to: multi)
        options = Options(connectionsMax: connectionsMax, idleMax: idleMax)
        for (option, value) in [
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, connectionsMax),
            (CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHostMax ?? 0),
            (CURLMOPT_MAXCONNECTS, connectionsMax),
        ] {
            unsafe CurlLibrary.check(bridge_multi_setopt_long(multi, option, value))
        }
    }

    deinit { unsafe curl_multi_cleanup(multi) }

    /// Starts the thread. Once in the life of a loop.
    ///
    /// - Parameter makeClient: called on the thread; what it makes is released there.
    package func run(_ makeClient: @escaping @Sendable () -> any TransferClient) {
        thread.start(name: "curl") { self.work(for: makeClient()) }
    }

    /// Makes the client take a turn soon. From any thread, and cheap: of many calls that come while
    /// the loop sleeps only the first costs a system call, and while it works none does.
    package func wake() {
        sleep.interrupt()
    }

    /// Asks the client to wind down, by `TransferStarter.isStopping`. From any thread, any number
    /// of times; does not wait.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        wake()
    }

    /// Waits until the thread has ended: after `stop()`, when the client has called `finish()`.
    package func join() { thread.join() }

    private func work(for client: any TransferClient) {
        let sockets = unsafe sockets
        let transfers = unsafe TransferTable(
            multi: multi, sockets: sockets, idleHandlesMax: options.connectionsMax,
            idleMax: options.idleMax)
        let starter = TransferStarter(transfers)
        var due = sockets.now
        var isWoken = true
        while true {
            transfers.perform()
            if isWoken || !transfers.ended.isEmpty || sockets.now >= due {
                // Before the client looks into its inbox: who puts something there later wakes
                // anew.
                sleep.clear()
                starter.isStopping = isStopping.load(ordering: .acquiring)
                let pause = client.turn(transfers.takeEnded(), starter)
                sockets.look()
                due = sockets.now.advanced(by: min(pause, Self.pauseMax))
                if starter.isFinished { break }
                if sockets.isTimerDue { transfers.perform() }
            }
            transfers.endOverdue()
            let wake = transfers.answersDueAt.map { min($0, due) } ?? due
            isWoken = sleep.isInterrupted { isShort in
                let isBusy = isShort || transfers.isReady
                sockets.wait(isBusy ? .zero : sockets.now.duration(to: wake))
            }
        }
        client.stopped(transfers.stop())
    }
}
