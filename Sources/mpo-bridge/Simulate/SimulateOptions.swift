import Crypto
import Service
import Simulator

/// What `mpo-bridge simulate mpo|product|both` was asked for.
struct SimulateOptions {
    enum Side: String, CaseIterable {
        case mpo
        case product
        case both

        var hasMPO: Bool { self != .product }
        var hasProduct: Bool { self != .mpo }
    }

    let side: Side
    let mpo: MPOOptions
    let product: ProductOptions
    let daemon: DaemonAddress
    /// Where the daemon's configuration is written; `-` is stdout.
    let configuration: String?
    let printsLedgers: Bool
    let json: Bool

    init(_ arguments: inout Arguments) throws(CommandError) {
        var mpo = MPOOptions()
        var product = ProductOptions()
        if let host = try arguments.option("--host") {
            mpo.host = host
            product.host = host
        }
        mpo.port = UInt16(try arguments.integer("--mpo-port", 0...65_535) ?? 9101)
        product.port = UInt16(try arguments.integer("--product-port", 0...65_535) ?? 9102)
        if let user = try arguments.option("--api-user") { mpo.apiUser = user }
        if let secret = try arguments.option("--api-secret") {
            mpo.apiSecret = Secret(Array(secret.utf8))
        }
        if let secret = try arguments.option("--install-secret") {
            product.installSecret = Secret(Array(secret.utf8))
        }
        if let seed = try arguments.integer("--seed", 0...Int.max) {
            mpo.seed = UInt64(seed)
            product.seed = UInt64(seed)
        }
        daemon = try DaemonAddress(
            try arguments.option("--daemon") ?? DaemonAddress.standardURL)
        product.daemonURL = daemon.url
        configuration = try arguments.option("--print-config")
        printsLedgers = arguments.flag("--ledger")
        json = arguments.flag("--json")
        try arguments.finishOptions()
        side = try Self.side(arguments.positional())
        let switches = try Self.switches(&arguments, side)
        do throws(SwitchError) {
            mpo.behaviour = try MPOBehaviour(SwitchList(words: switches.mpo))
        } catch {
            throw Self.refusal(error, known: MPOBehaviour.help.map(\.name))
        }
        do throws(SwitchError) {
            product.behaviour = try ProductBehaviour(SwitchList(words: switches.product))
        } catch {
            throw Self.refusal(error, known: ProductBehaviour.help.map(\.name))
        }
        try arguments.finish()
        guard configuration == nil || side == .both else {
            throw .usage("--print-config needs both simulators")
        }
        self.mpo = mpo
        self.product = product
    }

    private static func side(_ word: String?) throws(CommandError) -> Side {
        guard let word else {
            throw .usage("say what to simulate", hint: "write mpo, product or both")
        }
        guard let side = Side(rawValue: word) else {
            throw .usage(
                "'\(word)' cannot be simulated", hint: "write mpo, product, both or invoke")
        }
        return side
    }

    private static func refusal(_ error: SwitchError, known: [String]) -> CommandError {
        guard known.contains(error.key) else {
            let nearest = Suggestion.nearest(to: error.key, among: known)
            return .usage(
                "there is no switch '\(error.key)'"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                hint: "'mpo-bridge simulate --list' explains them all")
        }
        return .usage("\(error.key)=\(error.value): \(error.problem)", hint: error.mend)
    }

    /// The switches of each simulator, without the `mpo.` or `product.` in front, which only
    /// `both` needs.
    private static func switches(
        _ arguments: inout Arguments, _ side: Side
    ) throws(CommandError) -> (mpo: [String], product: [String]) {
        var mpo: [String] = []
        var product: [String] = []
        while let word = arguments.positional() {
            if side.hasMPO, word.hasPrefix("mpo.") {
                mpo.append(String(word.dropFirst("mpo.".count)))
            } else if side.hasProduct, word.hasPrefix("product.") {
                product.append(String(word.dropFirst("product.".count)))
            } else if side == .mpo {
                mpo.append(word)
            } else if side == .product {
                product.append(word)
            } else {
                throw .usage(
                    "'\(word)' does not say which simulator it is for",
                    hint: "write mpo.\(word) or product.\(word)")
            }
        }
        return (mpo, product)
    }
}
