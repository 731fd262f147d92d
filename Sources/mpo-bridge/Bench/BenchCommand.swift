import HTTPServer

/// `mpo-bridge bench`
enum BenchCommand: Command {
    static let name = "bench"
    static let summary = "Measure the bridge between simulated sides, against its targets."
    static let help = """
        usage: mpo-bridge bench [--quick] [--scenario NAME ...] [--json FILE|-]
                                [--directory DIR]

          --quick           a tenth of the rows or less: seconds, not minutes; rougher
          --scenario NAME   only this one; may be given more than once
          --json FILE       write the figures to a file too; '-': to stdout, no table
          --directory DIR   where the stores lie meanwhile: on the disk that is meant
                            ($TMPDIR, /var/tmp or /tmp, the first that is no memory)

        scenarios:
        \(BenchScenario.allCases.map(\.helpLine).joined(separator: "\n"))

        The daemon is a process of its own on a new store, both simulated sides and the
        sender of invokes are another, all on this machine. CPU is the daemon's, user
        and system; memory is its peak (VmHWM). The floor is what libcurl alone takes
        for the same calls, SHA-1 alone to sign them, sockets alone for the invokes,
        JSON validation alone for the same bytes, and SQLite alone for the same number
        of commits, fdatasync included, and the fewest records, measured in the same
        run; each scenario is set against all of them.

        rows, invocations and tls have steps, each with a new daemon. crowd has two
        daemons, one of them among 1,000 mappings, 100 installs and 10,000 open
        invocations, and gives both the same load in turns. tls makes a certificate of
        its own, which every side shows and the others verify, and counts handshakes,
        full ones and resumed ones; in its step 'closing' every connection ends with its
        first answer.

        JSON: quick, processors, loadAverage, directory, isDirectoryInMemory, isCorrect,
        bounds {callOfTenMicroseconds, callOfOneMicroseconds,
        callOfProductMicroseconds, signatureOfTenMicroseconds,
        signatureOfOneMicroseconds, invokeSocketMicroseconds, syncMicroseconds,
        syncCPUMicroseconds, storeTransactionMicroseconds, storeRecordMicroseconds,
        storeNanosecondsPerByte, validationNanosecondsPerByte}, and scenarios, of each:
        name, title, rows, invokes, seconds, rowsPerSecond, cpuMicrosecondsPerRow,
        floorMicrosecondsPerRow, floor {calls, signatures, invokes, bytes, commits,
        records, libcurlSeconds, signingSeconds, socketSeconds, validationSeconds,
        syncSeconds, storeSeconds}, peersCPUMicrosecondsPerRow, latency {p50, p99, max}
        of the invokes' answers in ms, peakMebibytes, lost, createdTwice, problems,
        figures and steps. Of each figure: name, unit, value, and where there is a
        target: target, isAtLeast, isReached. Of each step: name, the members from rows
        to peakMebibytes, and with TLS servers {receiver, mpo, product}, each with
        requests, connections, handshakes, resumed since the daemon's start.

        Exit status 0: every row came back, once; whatever the speed. 1: not so, or
        interrupted.

        example: mpo-bridge bench --quick --scenario ten-a-call
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        if arguments.flag(BenchPeers.flag) {
            return try BenchPeers.serve(&arguments)
        }
        let options = try BenchOptions(&arguments)
        let signals: SignalDescriptor
        do {
            // Before any other thread: each inherits what is blocked here.
            signals = try SignalDescriptor([.terminate, .interrupt])
        } catch {
            throw CommandError("cannot wait for signals: \(error)")
        }
        SignalDescriptor.ignoreBrokenPipes()
        let report = try measure(options, unless: signals)
        try print(report, options)
        return report.isCorrect ? .ok : .failed
    }

    /// Measures on another thread, while this one waits for a signal to give it up.
    private static func measure(
        _ options: BenchOptions, unless signals: SignalDescriptor
    ) throws(CommandError) -> BenchReport {
        let residue = BenchResidue()
        let result = Answer<Result<BenchReport, CommandError>> {
            do throws(CommandError) {
                return .success(try await Bench(options, residue).run())
            } catch {
                return .failure(error)
            }
        }
        while true {
            if let result = result.value {
                residue.clear()
                return try result.get()
            }
            if signals.wait(for: .milliseconds(50)) != nil {
                residue.clear()
                throw CommandError("stopped by a signal")
            }
        }
    }

    private static func print(
        _ report: BenchReport, _ options: BenchOptions
    ) throws(CommandError) {
        switch options.json {
        case "-"?:
            Console.print(bytes: report.json + [UInt8(ascii: "\n")])
        case let path?:
            Console.print(BenchTable(report).text)
            try Files.write(String(decoding: report.json, as: UTF8.self) + "\n", to: path)
        case nil:
            Console.print(BenchTable(report).text)
        }
    }
}
