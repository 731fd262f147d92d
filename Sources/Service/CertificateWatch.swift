import Bridge
import Crypto
import Synchronization

/// Renews the receiver's certificate while it serves: looks at the files now and then, and when
/// they have changed, gives new connections what is in them. All of it or nothing: files that do
/// not fit together are told once, and the certificate that was there before stays.
final class CertificateWatch: Sendable {
    private struct State {
        var certificate: ReceiverCertificate
        /// What the files looked like when they were last read, with whatever result.
        var read: [FileStamp?]
        /// What they looked like a look ago, if that was something else.
        var unsettled: [FileStamp?]?
        /// How many reloads have named the files.
        var reloads = 0
    }

    /// What new connections are served with.
    let slot: TLSContextSlot
    private let log: Log
    private let clock: BridgeClock
    private let state: Mutex<State>

    /// Files that were read and fit together, to be served with.
    struct Ready: Sendable {
        fileprivate let certificate: ReceiverCertificate
        fileprivate let stamps: [FileStamp?]
        fileprivate let context: TLSServerContext

        init(_ files: Configuration.ReceiverSection.TLS) throws(CertificateFileError) {
            certificate = ReceiverCertificate(files: files)
            // Before they are read: what is written meanwhile is seen at the next look.
            stamps = certificate.stamps()
            context = try certificate.context()
        }
    }

    /// Reads the files for the first time.
    init(
        _ files: Configuration.ReceiverSection.TLS, log: Log, clock: BridgeClock
    ) throws(CertificateFileError) {
        let ready = try Ready(files)
        self.log = log
        self.clock = clock
        state = Mutex(State(certificate: ready.certificate, read: ready.stamps))
        slot = TLSContextSlot(ready.context)
        tellDoubt()
    }

    /// After a reload, which may name other files.
    func adopt(_ ready: Ready) {
        state.withLock { state in
            state = State(
                certificate: ready.certificate, read: ready.stamps, reloads: state.reloads + 1)
            slot.replace(with: ready.context)
        }
        tellDoubt()
    }

    private var certificate: ReceiverCertificate { state.withLock { $0.certificate } }

    /// Looks whether a file has changed. A change is taken up when it is one look old: the one who
    /// renews writes several files, and they are wanted together.
    func look() {
        let isDue = state.withLock { state in
            let stamps = state.certificate.stamps()
            if stamps == state.read {
                state.unsettled = nil
                return false
            }
            if stamps != state.unsettled {
                state.unsettled = stamps
                return false
            }
            state.read = stamps
            state.unsettled = nil
            return true
        }
        if isDue { renew() }
    }

    private func renew() {
        do throws(CertificateFileError) {
            take(try reread())
        } catch {
            log.certificateRefused("\(error)")
        }
    }

    /// What the files hold now, and after how many reloads they were read.
    struct Renewal {
        fileprivate let path: String
        fileprivate let context: TLSServerContext
        fileprivate let reloads: Int
    }

    func reread() throws(CertificateFileError) -> Renewal {
        let (certificate, reloads) = state.withLock { ($0.certificate, $0.reloads) }
        return Renewal(
            path: certificate.files.certificate, context: try certificate.context(),
            reloads: reloads)
    }

    /// Files that were read before a reload are no longer wanted after it: it has read its own.
    func take(_ renewal: Renewal) {
        let isWanted = state.withLock { state in
            guard state.reloads == renewal.reloads else { return false }
            slot.replace(with: renewal.context)
            return true
        }
        guard isWanted else { return }
        log.certificateRenewed(
            renewal.path,
            validUntil: UnixTime(seconds: Int64(renewal.context.validity.upperBound)))
        tellDoubt()
    }

    /// What the clock has against the certificate in use.
    func tellDoubt() {
        let validity = slot.current.validity
        guard let doubt = ReceiverCertificate.doubt(validity, now: clock.wall().seconds)
        else { return }
        log.certificateDoubted(certificate.files.certificate, problem: doubt)
    }
}
