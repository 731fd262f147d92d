/// A file as the system sees it and as the disk holds it.
struct DiskFile {
    /// What was done to a file and not synced since, in pieces that a power cut takes or leaves one
    /// by one: a sector of a write, so that a write may be torn anywhere.
    enum Change {
        case write(Int, ArraySlice<UInt8>)
        case truncate(Int)
        /// The name is gone; what follows happens to a new file of the same name.
        case delete
    }

    static let sectorBytes = 512

    /// What every reader sees; `nil` when there is no file of that name.
    private(set) var content: [UInt8]?
    /// What is on the disk for certain.
    private(set) var durable: [UInt8]?
    private(set) var pending: [Change] = []

    /// A file that is on the disk, or one that is not there.
    init(_ durable: [UInt8]? = nil) {
        content = durable
        self.durable = durable
    }

    mutating func create() {
        if content == nil { content = [] }
    }

    mutating func write(_ bytes: [UInt8], at offset: Int) {
        var start = offset
        while start < offset + bytes.count {
            let sector = (start / Self.sectorBytes + 1) * Self.sectorBytes
            let end = min(sector, offset + bytes.count)
            apply(.write(start, bytes[(start - offset)..<(end - offset)]))
            start = end
        }
    }

    mutating func truncate(to size: Int) { apply(.truncate(size)) }

    mutating func delete(isSynced: Bool) {
        apply(.delete)
        if isSynced { self = DiskFile() }
    }

    private mutating func apply(_ change: Change) {
        Self.apply(change, to: &content)
        pending.append(change)
    }

    private static func apply(_ change: Change, to content: inout [UInt8]?) {
        switch change {
        case .write(let offset, let bytes):
            grow(&content, to: offset + bytes.count)
            // Byte by byte, an unoptimized build takes minutes for a proof.
            unsafe content?.withUnsafeMutableBytes { content in
                unsafe bytes.withUnsafeBytes { bytes in
                    unsafe UnsafeMutableRawBufferPointer(rebasing: content[offset...])
                        .copyMemory(from: bytes)
                }
            }
        case .truncate(let size):
            grow(&content, to: size)
            if let count = content?.count { content?.removeLast(count - size) }
        case .delete: content = nil
        }
    }

    private static func grow(_ content: inout [UInt8]?, to size: Int) {
        if content == nil { content = [] }
        let missing = size - (content?.count ?? 0)
        if missing > 0 { content?.append(contentsOf: [UInt8](repeating: 0, count: missing)) }
    }

    /// All that was done is on the disk now. Not simply what is seen: after a failed sync the two
    /// differ for good.
    mutating func sync() {
        if durable == nil { durable = [] }
        for change in pending { Self.apply(change, to: &durable) }
        pending = []
    }

    /// Deletions are on the disk now; of a new file of the same name nothing is.
    mutating func syncName() {
        let isDeletion = { (change: Change) in if case .delete = change { true } else { false } }
        guard let last = pending.lastIndex(where: isDeletion) else { return }
        durable = nil
        pending.removeFirst(last + 1)
    }

    /// As Linux does it: what could not be written counts as written from now on, is still seen,
    /// and no later sync writes it.
    mutating func failSync(_ coin: inout Coin) {
        durable = survivor(&coin)
        pending = []
    }

    /// What a power cut leaves.
    func survivor(_ coin: inout Coin) -> [UInt8]? {
        var left = durable
        for change in pending {
            if case .delete = change {
                // What came after it happened to a file that has no name then.
                guard coin.toss() else { return left }
                left = nil
            } else if coin.toss() {
                Self.apply(change, to: &left)
            }
        }
        return left
    }
}

/// Decides what survives; the same seed decides the same.
struct Coin {
    private var state: UInt64
    /// Of 256 tosses, how many say yes.
    private let chance: UInt64

    static let never = Coin(seed: 0, chance: 0)
    static let always = Coin(seed: 0, chance: 256)

    init(seed: Int, chance: UInt64 = 128) {
        state = UInt64(seed)
        self.chance = chance
    }

    /// Some lose nearly all, some nearly nothing, some half.
    init(seed: Int) {
        self.init(seed: seed, chance: [8, 64, 128, 192, 248][seed % 5])
    }

    mutating func toss() -> Bool { next() & 0xff < chance }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
