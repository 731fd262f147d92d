/// The bytes of a body at an address that stays, since libcurl keeps the pointer until the end.
@safe struct BodyBuffer: ~Copyable {
    /// Never null: a POST without POSTFIELDS would read its body from a callback.
    private(set) var start: UnsafeMutableRawPointer
    private var capacity: Int

    /// What is kept between two requests, at most: as much as a call to MPO needs. A batch of
    /// results needs more, and seldom leaves by the same handle twice in a row.
    private static let capacityKept = 4 << 10
    private static let capacityMin = 64

    init() {
        capacity = Self.capacityMin
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
        if capacity > Self.capacityKept { resize(to: Self.capacityMin) }
    }

    private mutating func resize(to capacity: Int) {
        unsafe start.deallocate()
        unsafe start = .allocate(byteCount: capacity, alignment: 1)
        self.capacity = capacity
    }
}
