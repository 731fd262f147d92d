internal import CCurl
internal import Glibc

/// What libcurl calls from `curl_multi_socket_action`, on the loop's thread. None of it may start,
/// end or release a transfer: `CURLM_RECURSIVE_API_CALL` is what libcurl would answer.
extension Transfer {
    static let write: curl_write_callback = { bytes, size, count, this in
        guard let bytes = unsafe bytes, let transfer = unsafe Transfer.from(this) else { return 0 }
        return unsafe transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }

    static let header: curl_write_callback = { bytes, size, count, this in
        guard let bytes = unsafe bytes, let transfer = unsafe Transfer.from(this) else { return 0 }
        let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        return unsafe transfer.receiveHead(line)
    }

    static let openSocket: curl_opensocket_callback = { this, _, address in
        guard let address = unsafe address, let transfer = unsafe Transfer.from(this) else {
            return CURL_SOCKET_BAD
        }
        return unsafe transfer.open(address)
    }

    static let beforeRequest: curl_prereq_callback = { this, address, _, _, _ in
        guard let transfer = unsafe Transfer.from(this) else { return CURL_PREREQFUNC_ABORT }
        let may = unsafe transfer.mayBegin(connectedTo: address)
        return may ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

    private static func from(_ raw: UnsafeMutableRawPointer?) -> Transfer? {
        // The handle is cleaned up in the transfer's deinit: no callback comes after that.
        unsafe raw.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Returning less than was offered ends the transfer with CURLE_WRITE_ERROR.
    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard received.count + bytes.count <= receivedMax else {
            isTooLarge = true
            return 0
        }
        if received.isEmpty {
            let announced = unsafe bridge_getinfo_offset(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
            // -1 when it is not known. libcurl has refused what is announced as too long.
            received.reserveCapacity(max(bytes.count, min(Int(announced), receivedMax)))
        }
        unsafe received.append(contentsOf: bytes)
        return bytes.count
    }

    /// One line of the answer's head, interim answers and trailers among them. libcurl before 8.3
    /// keeps every line and knows no end (CVE-2023-38039).
    ///
    /// The empty line after it is noted, too: where a connection ends before that and before a
    /// length was told, libcurl takes what has come for a whole answer, 200 perhaps.
    private func receiveHead(_ line: UnsafeRawBufferPointer) -> Int {
        headBytes += line.count
        if unsafe line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
            isHeadWhole = true
        } else if unsafe line.starts(with: Self.statusLineStart) {
            isHeadWhole = false
        }
        return headBytes <= Self.headBytesMax ? line.count : 0
    }

    /// Of an interim answer, or of the one after it. No field's name has a slash in it.
    private static let statusLineStart = Array("HTTP/".utf8)

    /// Opens the socket for an address, unless the policy refuses it.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        if !policy.allowPrivateAddresses {
            var bytes = [UInt8](repeating: 0, count: 16)
            let count = unsafe bridge_address_bytes(address, &bytes)
            let range = AddressRange(Array(bytes.prefix(Int(count))))
            if range != .global {
                refusal = .address(range)
                unsafe sockets.fail(easy)
                return CURL_SOCKET_BAD
            }
        }
        socketsOpened += 1
        let type = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let socket = unsafe socket(address.pointee.family, type, address.pointee.protocol)
        unsafe socket < 0 ? sockets.fail(easy) : sockets.begin(socket, for: easy)
        return socket
    }

    /// Asked before anything of a request is written, and again before libcurl repeats it.
    ///
    /// libcurl repeats a request by itself when a connection that had served before dies without an
    /// answer: measured with 7.88, the other side reads it twice, and the caller hears of success.
    /// So a request that is not safe may begin anew only if nothing of it has left.
    private func mayBegin(connectedTo address: UnsafePointer<CChar>?) -> Bool {
        attempts += 1
        if attempts > 1, !method.isSafe, requestBytesSent > 0 {
            refusal = .repetition
            return false
        }
        answerDelay.began()
        if policy.allowPrivateAddresses { return true }
        // A connection that is used again was opened for somebody else, perhaps under another
        // policy.
        let range = unsafe address.map { unsafe AddressRange(text: $0) } ?? .reserved
        if range == .global { return true }
        refusal = .address(range)
        return false
    }
}

extension AddressRange {
    /// The range of an address as `inet_ntop` writes it.
    fileprivate init(text: UnsafePointer<CChar>) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &bytes) == 1 {
            self.init(Array(bytes.prefix(4)))
        } else if unsafe inet_pton(AF_INET6, text, &bytes) == 1 {
            self.init(bytes)
        } else {
            self = .reserved
        }
    }
}
