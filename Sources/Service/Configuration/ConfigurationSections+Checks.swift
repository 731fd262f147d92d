import Bridge

extension ConfigurationSections {
    /// What only two sections together can tell, as far as both are there.
    func check(_ object: ObjectReader) {
        checkAddresses(object)
        checkRetention(object)
        checkInstallsOfMappings(object)
        checkReferences(object)
        checkLimitsOfMappings(object)
    }

    private func checkAddresses(_ object: ObjectReader) {
        guard let metrics = admin.metrics else { return }
        let place = object.place("admin")?.member("metrics")
        if let receiver, metrics == receiver.listen, !metrics.isAnyPort {
            place?.mistake(
                "is the address of receiver.listen as well",
                mend: #"write another port, such as "127.0.0.1:9464""#)
        } else if let socket = admin.socket, metrics == .unix(path: socket) {
            place?.mistake(
                "is the address of admin.socket as well",
                mend: #"write a port, such as "127.0.0.1:9464""#)
        }
    }

    /// A repetition is known by the invocation that it repeats: gone from the store, it is news.
    private func checkRetention(_ object: ObjectReader) {
        guard let ams, let store, ams.duplicateWindow > store.retention else { return }
        let place =
            object.place("ams")?.member("duplicateWindow")
            ?? object.place("store")?.member("retention")
        let retention = DurationText.text(store.retention)
        let window = DurationText.text(ams.duplicateWindow)
        place?.mistake(
            "ams.duplicateWindow (\(window)) must not be longer than store.retention "
                + "(\(retention)): a forgotten invoke cannot be told from a new one",
            mend: "lengthen store.retention or shorten ams.duplicateWindow", showsValue: false)
    }

    private func checkInstallsOfMappings(_ object: ObjectReader) {
        guard let ams, let mappings else { return }
        let known = ams.installs.map(\.installID)
        for (index, mapping) in mappings.enumerated() {
            guard let installID = mapping.match[.installID], !known.contains(installID) else {
                continue
            }
            let place = object.place("mappings")?.element(index)?.member("match")?
                .member(ContextField.installID.rawValue)
            place?.warning(
                "is not among ams.installs, so that this mapping matches nothing",
                mend: "add the installation to ams.installs, or write the id of one that is there",
                suggestion: Suggestion.nearest(to: installID, among: known))
        }
    }

    /// All mappings together obey the limits of MPO: one that asks for more never gets it.
    private func checkLimitsOfMappings(_ object: ObjectReader) {
        func note(_ index: Int, _ key: String, _ value: Int?, _ whole: Int?) {
            guard let value, let whole, value > whole else { return }
            object.place("mappings")?.element(index)?.member(key)?.warning(
                "is more than mpo.\(key), which holds for all mappings together",
                mend: "write \(whole) or less, or raise mpo.\(key)")
        }
        guard let mpo, let mappings else { return }
        for (index, mapping) in mappings.enumerated() {
            note(index, "callsInFlightMax", mapping.callsInFlightMax, mpo.callsInFlightMax)
            note(
                index, "operationsPerSecondMax", mapping.operationsPerSecondMax,
                mpo.operationsPerSecondMax)
        }
    }

    /// The order of answers is not guaranteed (protocol notes on MPO, 4.8).
    private func checkReferences(_ object: ObjectReader) {
        guard let mpo, let mappings, !mpo.sendReference else { return }
        for (index, mapping) in mappings.enumerated() where mapping.operationsPerCall > 1 {
            object.place("mappings")?.element(index)?.member("operationsPerCall")?.warning(
                "without mpo.sendReference, answers can only be matched by their order, "
                    + "which MPO does not promise",
                mend: "write 1, or set mpo.sendReference to true")
        }
    }
}
