/// Copies bytes from one place to the end of another.
package enum ByteCopy {
    /// Appends a part of `bytes`.
    @inline(__always)
    package static func append(
        _ bytes: [UInt8], _ range: Range<Int>, to output: inout [UInt8]
    ) {
        append(bytes.span.extracting(range), to: &output)
    }

    /// Appends all of `bytes`. `Array.append(contentsOf:)` with a slice does the same and takes
    /// two to three times as long for the few bytes of a cell.
    @inline(__always)
    static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        output.append(addingCapacity: bytes.count) { end in
            for index in bytes.indices { end.append(bytes[index]) }
        }
    }
}
