internal import HTTPWire

/// The entries of an answer while they are written, one an operation.
struct MPOAnswer: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where each entry begins.
    private var starts: [Int] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    private static let prefix = Array(#"{"ops":["#.utf8)
    private static let objectPrefix = Array(#"{"ops":"#.utf8)
    private static let suffix = Array(#"],"request_proc":"ok"}"#.utf8)
    private static let objectSuffix = Array(#","request_proc":"ok"}"#.utf8)

    /// Appends one entry, which `write` writes whole.
    mutating func entry(_ write: (inout [UInt8]) -> Void) {
        bytes += starts.isEmpty ? Self.prefix : Self.comma
        starts.append(bytes.count)
        write(&bytes)
    }

    private static let surplus = Array(#"{"proc":"ok","data":{}}"#.utf8)[...]
    private static let comma = [UInt8(ascii: ",")]

    /// The body of an orderly answer.
    consuming func whole() -> [UInt8] {
        if starts.isEmpty { bytes += Self.prefix }
        bytes += Self.suffix
        return bytes
    }

    /// The body of an answer with something wrong about its `ops`.
    func body(with fault: MPOFault) -> [UInt8] {
        var entries = entries
        switch fault {
        case .opsObject where entries.count == 1:
            return Self.objectPrefix + entries[0] + Self.objectSuffix
        case .opsReordered: entries.reverse()
        case .opsEmpty: entries.removeAll()
        case .opsTooFew: _ = entries.popLast()
        case .opsTooMany: entries.append(Self.surplus)
        default: break
        }
        return Self.prefix + entries.joined(separator: Self.comma) + Self.suffix
    }

    private var entries: [ArraySlice<UInt8>] {
        starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1] - 1 : bytes.count
            return bytes[starts[index]..<end]
        }
    }
}

/// Answers of MPO that are always the same, byte for byte.
enum MPOText {
    static let incorrectBody = Array(
        #"{"request_proc":"error","ops":[{"proc":"error","description":"Incorrect body"}]}"#.utf8)
    static let formatError = Array(#"{"request_proc":"format_error","ops":[]}"#.utf8)
    static let cookie =
        Array(#"{"request_proc":"ok","ops":["#.utf8) + entry("cookie or headers are not valid")
        + Array("]}".utf8)
    static let garbage = Array("<!-- upstream said nothing -->".utf8)

    static let badObject = entry("bad object")
    static let paused = Array(
        #"{"proc":"conveyor_is_not_active","description":"conveyor is not active"}"#.utf8)
    static let access = entry("user has no privs")
    static let invalid =
        Array(
            #"{"id":"","proc":"error","description":"Value is not valid. Value's byte_size "#.utf8)
        + Array(#"is less than minimum allowed: 3","key":"amount","value":""}"#.utf8)
    static let notUniqueTag = Array(
        #"{"proc":"not_unical_ref","description":"not unical reference"}"#.utf8)
    static let notUniqueText = entry("not unical reference")
    static let timeout = entry("Timeout for create task")
    static let crash = Array(#"{"proc":"fail","description":"crash_api"}"#.utf8)
    static let notFound = entry("Object not found")
    static let dataScalar = Array(#"{"proc":"ok","data":17}"#.utf8)
    static let dataArray = Array(#"{"proc":"ok","data":[1,"two",null]}"#.utf8)
    static let dataEmpty = Array(#"{"proc":"ok","data":[]}"#.utf8)

    static func entry(_ description: String) -> [UInt8] {
        Array(#"{"proc":"error","description":"\#(description)"}"#.utf8)
    }
}
