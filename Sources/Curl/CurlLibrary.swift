internal import CCurl
internal import Glibc

/// libcurl as a whole, as opposed to one of its handles.
package enum CurlLibrary {
    /// As `curl_version_info` writes it: 0x07_58_00 is 7.88.0.
    private static let version = unsafe curl_version_info(CURLVERSION_FIRST).pointee.version_num

    /// Why the installed libcurl cannot be used; `nil`: it can. In an older one a transfer that
    /// waits by `curl_multi_socket_action` can stand still (curl's issue 10146).
    package static var problem: String? {
        version >= 0x07_58_00 ? nil : "the installed libcurl is too old: 7.88 or later is needed"
    }

    /// Whether each easy handle keeps the TLS sessions of its connections. From 8.12 on they are
    /// the multi handle's (curl's pull request 15982).
    static let hasSessionsOfHandles = version < 0x08_0c_00

    /// Makes libcurl ready for this process, the first time it is called.
    ///
    /// A program with threads calls it before it starts them: the environment is changed here, and
    /// `unsetenv` moves it under the eyes of a thread that reads it. A program that does not care
    /// leaves it to the first `CurlLoop`.
    package static func prepare() { _ = once }

    /// curl_multi_* fail when they are used wrongly or there is no memory: nothing to go on with.
    static func check(_ code: CURLMcode) {
        precondition(code == CURLM_OK, "libcurl's multi interface fails with \(code.rawValue)")
    }

    /// curl_global_init.html: once, before anything else, and not while other threads start. It is
    /// also where libcurl looks for the name of a file to write the keys of every connection to,
    /// for which it has no option.
    private static let once: Void = {
        unsafe unsetenv("SSLKEYLOGFILE")
        let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        precondition(code == CURLE_OK, "libcurl cannot start (code \(code.rawValue))")
    }()
}
