internal import Bridge
internal import SQLite

extension Writer {
    /// Within a transaction: an equal invoke earlier in it counts as well.
    func accept(_ new: NewInvocation) throws(StoreError) -> Acceptance {
        if let id = try duplicate(of: new) { return .duplicate(of: id) }
        guard new.mayStart else { return .noRoom }
        guard nextKey <= Int64(Int32.max) else { throw .exhausted }
        let key = InvocationKey(nextKey)
        try stored { () throws(SQLiteError) in
            try bind(new.progress, key, at: new.acceptedAt, reason: nil, to: intake.invocation)
            try intake.invocation.run()
            try insertInvoke(new, key)
            if new.progress.state != .completed {
                try intake.unfinished.bind(1, key.number)
                try intake.unfinished.run()
            }
            for page in new.pages { try write(page, of: key) }
        }
        nextKey += 1
        return .accepted(key)
    }

    private func duplicate(of new: NewInvocation) throws(StoreError) -> InvocationID? {
        let since = new.acceptedAt.advanced(by: .zero - new.duplicateWindow)
        let found = try stored { () throws(SQLiteError) -> String? in
            try intake.duplicate.bind(1, new.id.firstHalf)
            try intake.duplicate.bind(2, blob: new.bodyDigest)
            try intake.duplicate.bind(3, since.milliseconds)
            defer { intake.duplicate.reset() }
            return try intake.duplicate.step() ? intake.duplicate.optionalString(0) : nil
        }
        guard let found else { return nil }
        guard let id = InvocationID(found) else {
            throw .contradiction("an invocation with the same body has no valid id")
        }
        return id
    }

    private func insertInvoke(
        _ new: NewInvocation, _ key: InvocationKey
    ) throws(SQLiteError) {
        let mapping = try number(of: new.mapping)
        try intake.invoke.bind(1, key.number)
        try intake.invoke.bind(2, new.id.text)
        try intake.invoke.bind(3, new.context.appID)
        try intake.invoke.bind(4, new.context.installID)
        try intake.invoke.bind(5, new.context.instanceID)
        try intake.invoke.bind(6, new.context.serviceID)
        try intake.invoke.bind(7, new.context.tenantID)
        try intake.invoke.bind(8, new.context.productID)
        try intake.invoke.bind(9, new.dataSetID)
        try intake.invoke.bind(10, mapping)
        try intake.invoke.bind(11, blob: new.bodyDigest)
        try intake.invoke.run(
            lending: new.head, at: 12, ValuePlace(.invokeHead, key.number), vault)
    }

    /// The number of a mapping's text, which is kept once.
    private func number(of mapping: NewInvocation.KeptMapping) throws(SQLiteError) -> Int64 {
        if let known = mappings.last(where: { $0.mapping == mapping }) { return known.number }
        let number: Int64
        if let found = try find(mapping) { number = found } else { number = try add(mapping) }
        mappings.append((mapping, number))
        return number
    }

    private func find(_ mapping: NewInvocation.KeptMapping) throws(SQLiteError) -> Int64? {
        try intake.findMapping.bind(1, mapping.name)
        try intake.findMapping.bind(2, text: mapping.text)
        defer { intake.findMapping.reset() }
        return try intake.findMapping.step() ? intake.findMapping.integer(0) : nil
    }

    private func add(_ mapping: NewInvocation.KeptMapping) throws(SQLiteError) -> Int64 {
        try intake.addMapping.bind(1, mapping.name)
        try intake.addMapping.bind(2, text: mapping.text)
        defer { intake.addMapping.reset() }
        _ = try intake.addMapping.step()
        return intake.addMapping.integer(0)
    }
}
