internal import COpenSSL

/// Where a session's records come from and go to: bytes that are lent for the time of one call, and
/// bytes that wait to be sent. OpenSSL's own memory BIO would do, but it copies what comes in and
/// keeps its largest size for good, for each of thousands of connections.
final class TLSPipe {
    private var input: [UInt8] = []
    private var unread = 0..<0
    /// Records to be sent.
    var output: [UInt8] = []

    /// Lends bytes to be read, until `takeBack`.
    func lend(_ bytes: [UInt8], _ count: Int) {
        input = bytes
        unread = 0..<count
    }

    /// Keeps no reference: the owner of the bytes writes into them next, and that would copy them.
    func takeBack() {
        input = []
        unread = 0..<0
    }

    /// - Returns: 0 when nothing is left.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = unread.prefix(buffer.count)
        unsafe buffer.copyBytes(from: input[part])
        unread = part.upperBound..<unread.upperBound
        return part.count
    }
}

/// A BIO over a pipe (BIO_meth_new(3)).
enum TLSPipeBIO {
    /// The pipe is not retained: it must outlive the BIO.
    static func make(_ pipe: TLSPipe) -> OpaquePointer {
        guard let bio = unsafe BIO_new(TLSPipeMethod.shared.raw) else {
            preconditionFailure("out of memory")
        }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(pipe).toOpaque())
        return unsafe bio
    }
}

/// Sendable: a method never changes once it is made, and this one is never freed.
@safe private struct TLSPipeMethod: @unchecked Sendable {
    static let shared = TLSPipeMethod()
    let raw: OpaquePointer

    private init() {
        let type = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = unsafe BIO_meth_new(type, "pipe"),
            unsafe BIO_meth_set_read(method, Self.read) == 1,
            unsafe BIO_meth_set_write(method, Self.write) == 1,
            unsafe BIO_meth_set_ctrl(method, Self.control) == 1
        else { preconditionFailure("out of memory") }
        unsafe raw = method
    }

    /// BIO_should_retry(3): nothing now is not the end, and must be marked so.
    private static let read:
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32) -> Int32 = {
            bio, bytes, count in
            let buffer = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: Int(count))
            let read = unsafe pipe(bio)?.read(into: buffer) ?? 0
            unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            if read > 0 { return Int32(read) }
            unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return -1
        }

    private static let write:
        @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
            bio, bytes, count in
            let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
            unsafe pipe(bio)?.output.append(contentsOf: buffer)
            return count
        }

    /// OpenSSL flushes at the end of a flight. It asks for other things, too, none of which a BIO
    /// must know.
    private static let control:
        @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int = {
            _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0
        }

    private static func pipe(_ bio: OpaquePointer?) -> TLSPipe? {
        guard let data = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<TLSPipe>.fromOpaque(data).takeUnretainedValue()
    }
}
