import Bridge
import Store

extension Outlook {
    /// The same of a row or an invocation whose mapping an operator has paused: what would be sent
    /// waits.
    func under(_ pause: MappingPause?) -> Outlook {
        guard let pause else { return self }
        let reason = pause.reason.isEmpty ? "" : ": \(pause.reason)"
        let name = pause.mapping
        return Outlook(
            what: "nothing is sent: \(pause.operatorName) has paused mapping \(name)\(reason)",
            at: nil, commands: ["mpo-bridge resume --mapping \(name)"] + commands)
    }
}

extension AdminReading {
    /// The pause that keeps rows of an invocation from being sent.
    func pause(of stored: StoredInvocation) throws(StoreError) -> MappingPause? {
        guard stored.progress.state.isOpen, stored.progress.state != .completing else { return nil }
        return try reader.pauses().first { $0.mapping == stored.mapping.name }
    }
}
