import Bridge
import Synchronization

/// Which configuration the daemon runs with, and what became of the last reload.
final class ConfigurationRecord: Sendable {
    struct State: Sendable {
        /// See `Configuration.version(of:)`.
        var version = ""
        var loadedAt = UnixTime(milliseconds: 0)
        /// How many configurations have been in force since the process began, this one included:
        /// grows with each reload, even if only the contents of a secret's file have changed.
        var loads = 0
        /// `nil` before the first.
        var lastReload: Reload?
    }

    struct Reload: Sendable {
        let at: UnixTime
        /// Who asked for it: a user, or `SIGHUP`.
        let by: String
        /// Why it was refused: so many mistakes, none for one that was not.
        let mistakes: Int
    }

    private let state = Mutex(State())

    var now: State { state.withLock { $0 } }

    /// Another configuration is in force. - Parameter asker: `nil` at the start.
    func loaded(_ version: String, at time: UnixTime, by asker: String?) -> State {
        state.withLock { state in
            state.version = version
            state.loadedAt = time
            state.loads += 1
            if let asker { state.lastReload = Reload(at: time, by: asker, mistakes: 0) }
            return state
        }
    }

    func refused(mistakes: Int, at time: UnixTime, by asker: String) {
        state.withLock { $0.lastReload = Reload(at: time, by: asker, mistakes: mistakes) }
    }
}
