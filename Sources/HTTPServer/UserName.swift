import Glibc

/// The names of this machine's users.
enum UserName {
    /// More than any entry of a user needs (getpwnam(3) suggests 1,024 and growing).
    private static let entryBytesMax = 64 << 10

    /// The name of a user; its number as text where there is none.
    static func text(of id: UInt32) -> String {
        var buffer = [CChar](repeating: 0, count: entryBytesMax)
        // The entry points into the buffer: it is read before the buffer may move.
        let name: String? = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let start = buffer.baseAddress,
                unsafe getpwuid_r(id, &entry, start, buffer.count, &found) == 0,
                unsafe found != nil, let name = unsafe entry.pw_name
            else { return nil }
            return unsafe String(cString: name)
        }
        return name ?? String(id)
    }
}
