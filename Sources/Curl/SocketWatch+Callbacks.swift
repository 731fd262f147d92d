internal import CCurl
internal import Glibc

/// What libcurl calls from the functions of its multi handle, on the loop's thread.
extension SocketWatch {
    /// Has libcurl tell what it waits for. The watch must outlive the multi handle.
    func attach(to multi: UnsafeMutableRawPointer) {
        let this = unsafe Unmanaged.passUnretained(self).toOpaque()
        for code in [
            unsafe bridge_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, this),
            unsafe bridge_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, this),
            unsafe bridge_multi_setopt_socket(multi, Self.socketChanged),
            unsafe bridge_multi_setopt_timer(multi, Self.timerChanged),
        ] {
            CurlLibrary.check(code)
        }
    }

    private static let socketChanged: curl_socket_callback = { easy, socket, action, this, _ in
        guard let watch = unsafe SocketWatch.from(this) else { return -1 }
        if action == CURL_POLL_REMOVE {
            unsafe watch.release(socket, by: easy)
        } else {
            watch.want(action, of: socket)
        }
        return 0
    }

    private static let timerChanged: curl_multi_timer_callback = { _, milliseconds, this in
        guard let watch = unsafe SocketWatch.from(this) else { return -1 }
        watch.setTimer(milliseconds)
        return 0
    }

    /// Of connections. What libcurl closes without it was never one.
    static let closeSocket: curl_closesocket_callback = { this, socket in
        unsafe SocketWatch.from(this)?.forget(socket)
        return close(socket)
    }

    private static func from(_ raw: UnsafeMutableRawPointer?) -> SocketWatch? {
        unsafe raw.map { unsafe Unmanaged<SocketWatch>.fromOpaque($0).takeUnretainedValue() }
    }
}
