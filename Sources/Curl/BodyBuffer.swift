/// The bytes of a body at an address that stays, since libcurl keeps the pointer until the end.
@safe struct BodyBuffer: ~Copyable {
    /// Never null: a POST without POSTFIELDS would read its body from a callback.
    private(set) var start: UnsafeMutableRawPointer
    private var capacity: Int

    /// What is kept between two requests. Bodies are of similar size mostly, and seldom larger.
    private static let capacityKept = 16 << 10

    init() {
        capacity = 64
        unsafe start = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit { unsafe start.deallocate() }

    /// Takes the place of what was held before.
    mutating func hold(_ bytes: [UInt8]) {
        if bytes.count > capacity { resize(to: max(bytes.count, capacity * 2)) }
        unsafe bytes.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress else { return }
            unsafe start.copyMemory(from: source, byteCount: bytes.count)
        }
    }

    /// Gives back the memory of a large body.
    mutating func release() {
        if capacity > Self.capacityKept { resize(to: Self.capacityKept) }
    }

    private mutating func resize(to capacity: Int) {
        unsafe start.deallocate()
        unsafe start = .allocate(byteCount: capacity, alignment: 1)
        self.capacity = capacity
    }
}
