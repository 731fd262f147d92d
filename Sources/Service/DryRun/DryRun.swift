package import Bridge
import JSON
import MPO

/// A mapping applied to rows by the code that the daemon applies it by, without sending anything.
package struct DryRun: Sendable {
    /// What a row becomes.
    package struct Row: Sendable {
        /// From 0.
        package let number: Int
        /// The operation's JSON as it would be sent, or why there is none.
        package let operation: Result<[UInt8], RowFault>
    }

    package let mapping: Mapping
    let data: DryRunData
    let context: InvocationContext
    let template: OperationTemplate
    let references: TaskReferences
    /// As long as what a call's body begins with, whatever its operations are.
    let timeoutSeconds: Int
    /// The parameters whose values come out of cells; `nil`: all of them.
    private let cellParameters: Set<String>?

    /// - Parameter data: rows alone bear the ids that the mapping matches, and invented ones.
    package init(_ mapping: Mapping, of configuration: Configuration, on data: DryRunData) {
        self.mapping = mapping
        self.data = data
        context = data.context ?? Self.invented(for: mapping)
        template = OperationTemplate(mapping, sendsReference: configuration.mpo.sendReference)
        references = TaskReferences(data.invocation ?? Self.noInvocation)
        timeoutSeconds = configuration.mpo.timeoutSeconds
        cellParameters = mapping.parameters.map { parameters in
            Set(parameters.filter { !$0.columns.isEmpty }.map(\.name))
        }
    }

    /// In the references of rows that belong to no invocation.
    private static let noInvocation: InvocationID = {
        guard let id = InvocationID("00000000-0000-0000-0000-000000000000") else {
            preconditionFailure("a UUID of zeros has the form of a UUID")
        }
        return id
    }()

    private static func invented(for mapping: Mapping) -> InvocationContext {
        let id = { (field: ContextField) in mapping.match[field] ?? "<\(field.rawValue)>" }
        return InvocationContext(
            appID: id(.appID), installID: id(.installID), instanceID: id(.instanceID),
            serviceID: id(.serviceID), tenantID: id(.tenantID), productID: id(.productID))
    }

    /// An operation in which what came out of the row's cells is not to be seen.
    package func masked(_ operation: [UInt8]) -> [UInt8] {
        var writer = JSONWriter(capacity: operation.count)
        writer.beginObject()
        for member in JSONText(trusted: operation).root.members {
            let name = member.name.string ?? ""
            writer.key(name)
            guard name == "data" else {
                writer.raw(member.value)
                continue
            }
            writer.beginObject()
            for parameter in member.value.members {
                let name = parameter.name.string ?? ""
                writer.key(name)
                if holdsCells(name) {
                    writer.raw(Self.maskedValue)
                } else {
                    writer.raw(parameter.value)
                }
            }
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    /// What stands for a value of a cell, as JSON text.
    package static let maskedValue = Array("\"\(CellMask.mask)\"".utf8)

    /// Whether a parameter's value may be, or quote, a cell.
    package func holdsCells(_ parameter: String) -> Bool {
        cellParameters?.contains(parameter) ?? true
    }
}

extension DryRun: Sequence {
    /// From the first row on, each time anew.
    package func makeIterator() -> Iterator { Iterator(self) }

    /// Walks over the rows in their order.
    package struct Iterator: IteratorProtocol {
        private let run: DryRun
        private var pageIndex = 0
        private var cursor: JSONCursor?
        private var number = 0
        private var mapper: RowMapper
        private var columns: [String]
        private var scratch = RowMapper.Scratch()

        init(_ run: DryRun) {
            self.run = run
            columns = run.data.columns
            mapper = RowMapper(mapping: run.mapping, columns: columns, context: run.context)
        }

        package mutating func next() -> Row? {
            while pageIndex < run.data.pages.count {
                let page = run.data.pages[pageIndex]
                var cursor = self.cursor ?? JSONCursor(page.rows, page.rows.indices)
                if let range = cursor.nextElement() {
                    self.cursor = cursor
                    defer { number += 1 }
                    return Row(number: number, operation: operation(range, of: page))
                }
                self.cursor = nil
                pageIndex += 1
            }
            return nil
        }

        /// As in a call of its own: with others it would only stand behind a comma.
        private mutating func operation(
            _ range: Range<Int>, of page: DryRunData.Page
        ) -> Result<[UInt8], RowFault> {
            if page.columns != columns {
                columns = page.columns
                mapper = RowMapper(mapping: run.mapping, columns: columns, context: run.context)
            }
            var body = CallBody(run.template, timeoutSeconds: run.timeoutSeconds)
            let start = body.bytes.count
            body.beginOperation(run.references, row: number)
            do throws(RowFault) {
                try mapper.append(row: range, of: page.rows, to: &body.bytes, &scratch)
            } catch {
                return .failure(error)
            }
            body.endOperation()
            return .success(Array(body.bytes[start...]))
        }
    }
}
