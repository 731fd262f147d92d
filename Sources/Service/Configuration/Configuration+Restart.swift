import Crypto

extension Configuration {
    /// The first 12 hexadecimal digits of the text's SHA-256. It tells nothing of a secret, since
    /// the text only says where they lie, and it stays the same when only a secret has changed.
    static func version(of text: [UInt8]) -> String {
        let digest = Digest.digest(.sha256, of: text)
        return String(decoding: Hexadecimal.encode(digest).prefix(12), as: UTF8.self)
    }

    /// What the daemon cannot change while it runs, where this configuration has it otherwise than
    /// the one that it runs with.
    ///
    /// - Parameter notes: points into the text that this configuration was read from.
    func restartMistakes(
        _ running: Configuration, _ notes: FileNotes
    ) -> [ConfigurationMistake] {
        var mistakes: [ConfigurationMistake] = []
        func compare(_ keys: [String], _ new: String?, _ old: String?) {
            guard new != old else { return }
            let mend = old.map { "write \"\(PrintableText.escaped($0))\" as before" } ?? "remove it"
            mistakes.append(
                notes.note(
                    keys, "needs a restart: it cannot change while the daemon runs",
                    mend: "\(mend), or restart the daemon"))
        }
        compare(["receiver", "listen"], "\(receiver.listen)", "\(running.receiver.listen)")
        compare(
            ["receiver", "tls"], receiver.tls.map { _ in "{…}" },
            running.receiver.tls.map { _ in "{…}" })
        compare(["store", "path"], store.path, running.store.path)
        if store.key != running.store.key {
            mistakes.append(
                notes.note(
                    ["store", "key"], "needs a restart: it cannot change while the daemon runs",
                    mend: "write it as before, or stop the daemon, run 'mpo-bridge rekey', and "
                        + "start it again"))
        }
        if mpo.mainURL == nil { compare(["mpo", "mainURL"], nil, running.mpo.mainURL) }
        compare(
            ["mpo", "sendReference"], "\(mpo.sendReference)", "\(running.mpo.sendReference)")
        compare(["admin", "socket"], admin.socket, running.admin.socket)
        compare(
            ["admin", "metrics"], admin.metrics.map { "\($0)" },
            running.admin.metrics.map { "\($0)" })
        return mistakes
    }
}
