import Foundation
import Testing

/// A world whose one mapping tells MPO by which edition of the configuration a row was mapped: by
/// the number of the process and by a parameter, which belong together.
final class EditionWorld {
    let mpo = RecordingMPO()
    let world: BridgeWorld

    static let processes = ["A": 101, "B": 102, "C": 103]

    init(_ edition: String = "A") throws {
        world = try BridgeWorld(syncURL: try mpo.start())
        edit(to: edition)
    }

    deinit { mpo.stop() }

    /// The next start has this edition; one that runs has it after a reload.
    func edit(to edition: String, _ further: @escaping (String) -> String = { $0 }) {
        let process = Self.processes[edition] ?? 0
        world.edit = { text in
            further(
                text.replacing(
                    #""processID": 66305,"#,
                    with: #""processID": \#(process), "parameters": { "edition": "#
                        + #"{ "constant": "\#(edition)" } },"#))
        }
    }

    /// Puts the edited text into the place of the file.
    func write() throws { try world.write(world.configuration, to: "bridge.json") }

    /// That every row was mapped by one edition, and all rows of an invocation by the same.
    func expectNoMixture(sourceLocation: SourceLocation = #_sourceLocation) {
        var editions: [String: String] = [:]
        for operation in mpo.seen {
            #expect(
                Self.processes[operation.edition] == operation.process,
                sourceLocation: sourceLocation)
            let first = editions[operation.invocation] ?? operation.edition
            #expect(first == operation.edition, sourceLocation: sourceLocation)
            editions[operation.invocation] = first
        }
    }
}
