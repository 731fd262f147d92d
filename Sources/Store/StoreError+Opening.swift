internal import Glibc

extension StoreError {
    /// Why a file could not be opened: mostly its path is wrong, or its folder somebody else's, and
    /// no disk has failed.
    static func opening(_ path: String, _ code: Int32) -> StoreError {
        let reason = unsafe String(cString: strerror(code))
        switch code {
        case ENOENT, ENOTDIR, EACCES, EPERM, EROFS, EISDIR, ELOOP, ENAMETOOLONG:
            return .inaccessible("cannot open \(path): \(reason)")
        case ENOSPC, EDQUOT:
            return .full
        default:
            return .io("\(path): open: \(reason)")
        }
    }
}
