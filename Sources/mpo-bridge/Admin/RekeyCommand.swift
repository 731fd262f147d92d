import Service
import Store

/// `mpo-bridge rekey`
enum RekeyCommand: Command {
    static let name = "rekey"
    static let summary = "Seal a store with a key, with another one, or with none."
    static let help = """
        usage: mpo-bridge rekey [--store FILE | --config FILE] [--key FILE]
                                [--previous-key FILE ...] [--unseal]
                                [--leave-unreadable]

          --store FILE         the store; /var/lib/mpo-bridge/bridge.db unless given
          --config FILE        take store.path, store.key and store.previousKeys from
                               this configuration
          --key FILE           the key that all values are sealed with afterwards: 64
                               hexadecimal digits, as 'openssl rand -hex 32' makes them
          --previous-key FILE  a key that they may be sealed with now
          --unseal             leave all values open afterwards; --key is one more that
                               they may be sealed with now
          --leave-unreadable   leave values that cannot be opened as they are: their
                               invocations stand still as before

        Every value is opened before the first one is changed. If one cannot be, nothing
        is changed, unless --leave-unreadable is given.

        The daemon must not run. A rekey that was interrupted, by whatever, is taken up
        by the same command; until it has come to its end no daemon starts on the store.
        At its end the file is written anew, so that nothing of the old values is left
        in it: that takes as much space again, and once more in $SQLITE_TMPDIR or
        /var/tmp. Backups made before keep what they hold.

        example: mpo-bridge rekey --config /etc/mpo-bridge/bridge.json \\
                     --key /etc/mpo-bridge/credentials/store-key
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let isUnsealing = arguments.flag("--unseal")
        let leavesUnreadable = arguments.flag("--leave-unreadable")
        let keys = try StoreKeys(&arguments, needsPrevious: true)
        try arguments.finish()
        let key = try target(keys, isUnsealing: isUnsealing)
        try StoreFile.check(keys.path)
        let previous = keys.previous + (isUnsealing ? [keys.key].compactMap { $0 } : [])
        let ending: StoreRekeying.Ending
        do throws(StoreError) {
            var told = ""
            ending = try StoreRekeying.run(
                path: keys.path, to: key, from: previous, leavesUnreadable: leavesUnreadable
            ) { (step, values) in
                if step != told { Console.error("\(step) (\(values) values so far)") }
                told = step
            }
        } catch {
            throw StoreFile.failure(error, keys.path)
        }
        let form = key.map { "sealed with the key \($0.id)" } ?? "not sealed"
        switch ending {
        case .nothingToDo: Console.print("\(keys.path): is \(form) already")
        case .done(let values, let left):
            tell(left)
            Console.print("\(keys.path): is \(form) (\(values) values)")
        }
        return .ok
    }

    private static func tell(_ left: UnreadableValues) {
        guard left.count > 0 else { return }
        Console.error(
            "values that cannot be opened, and were left as they are: \(left.count); their "
                + "invocations stand still")
        for name in left.names { Console.error("  \(name)") }
    }

    private static func target(
        _ keys: StoreKeys, isUnsealing: Bool
    ) throws(CommandError) -> StoreKey? {
        if isUnsealing { return nil }
        guard let key = keys.key else {
            throw .usage(
                "the key to seal with is needed",
                hint: "name its file with --key, or set store.key; --unseal takes the seal away")
        }
        return key
    }
}
