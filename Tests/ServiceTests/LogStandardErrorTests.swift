import Foundation
import Service
import Testing

@Suite struct `Standard error` {
    private func withFile(_ body: (FileHandle, URL) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "log-\(UUID().uuidString)")
        #expect(FileManager.default.createFile(atPath: file.path(), contents: nil))
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        try body(handle, file)
    }

    @Test func `is the journal only if its device and inode say so`() throws {
        try withFile { handle, file in
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path())
            let device = try #require(attributes[.systemNumber] as? NSNumber)
            let inode = try #require(attributes[.systemFileNumber] as? NSNumber)
            let descriptor = handle.fileDescriptor
            let own = "\(device.uint64Value):\(inode.uint64Value)"
            #expect(StandardError.isJournal(own, descriptor: descriptor))
            for other in [nil, "", "1:2", own + "0", "x"] {
                #expect(!StandardError.isJournal(other, descriptor: descriptor))
            }
            #expect(!StandardError.isJournal(own, descriptor: -1))
        }
    }

    @Test func `takes a line whole, and a closed one does no harm`() throws {
        try withFile { handle, file in
            let line = Array(repeating: UInt8(ascii: "x"), count: 100_000) + [0x0a]
            StandardError.write(line, descriptor: handle.fileDescriptor)
            let written = try Data(contentsOf: file)
            #expect(written == Data(line))
            StandardError.write(line, descriptor: -1)
        }
    }
}
