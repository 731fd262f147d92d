extension MPODesk {
    /// Performs one operation and appends its entry.
    mutating func perform(
        _ operation: CallOperation, _ body: [UInt8], _ moment: Moment, into answer: inout [UInt8]
    ) {
        switch operation.kind(body) {
        case .create: create(operation, body, moment, into: &answer)
        case .show: show(operation, body, moment, into: &answer)
        case .other:
            ledger.malformed += 1
            answer += MPOText.badObject
        }
    }

    private mutating func create(
        _ operation: CallOperation, _ body: [UInt8], _ moment: Moment, into answer: inout [UInt8]
    ) {
        let fault = rollOperation()
        if let refusal = refusal(operation, body, fault) {
            answer += refusal
            return
        }
        guard let process = operation.process, let data = operation.data else {
            preconditionFailure("an operation without these was refused")
        }
        var end = moment.endsAt
        if let fault, fault.leavesTaskRunning { end += behaviour.lateEnd.nanoseconds }
        if let reference = operation.reference {
            let key = operation.key(body, process: process, reference: reference)
            if fault != .ignoreReference,
                tasks.isLive(key, now: moment.now) || isKept(body, reference)
            {
                ledger.refusedDuplicates += 1
                answer += notUnique
                return
            }
            creations.created(body, Bytes.content(body, reference))
            if end > moment.now || behaviour.savesTasks {
                let task = TaskTable.SimulatedTask(
                    data: Array(body[data]), createdAt: moment.wallSeconds, endsAt: end,
                    objectID: key)
                tasks.insert(task, key, now: moment.now, saves: behaviour.savesTasks)
            }
        } else {
            creations.createdWithoutReference()
        }
        appendEntry(operation, body, data, fault, into: &answer)
    }

    private func isKept(_ body: [UInt8], _ reference: Range<Int>) -> Bool {
        behaviour.keepsReferences
            && creations.creations(of: Array(body[Bytes.content(body, reference)])) > 0
    }

    private var notUnique: [UInt8] {
        behaviour.duplicateWording == .tag ? MPOText.notUniqueTag : MPOText.notUniqueText
    }

    /// The entry of an operation that creates nothing; `nil` when it may create.
    private mutating func refusal(
        _ operation: CallOperation, _ body: [UInt8], _ fault: MPOFault?
    ) -> [UInt8]? {
        switch fault {
        case .paused: return MPOText.paused
        case .access: return MPOText.access
        case .invalid: return MPOText.invalid
        case .notUnique: return notUnique
        default: break
        }
        guard let process = operation.process, let data = operation.data, operation.hasData(body)
        else {
            ledger.malformed += 1
            return MPOText.badObject
        }
        guard exists(body, process) else {
            ledger.unknownProcesses += 1
            let id = String(decoding: body[Bytes.content(body, process)], as: UTF8.self)
            // What a JSON text holds between its quotation marks may stand in another one.
            return MPOText.entry("Object conv with id \(id) does not exist")
        }
        if data.count > behaviour.taskBytesMax {
            return MPOText.entry(
                "Your task size: \(data.count) bytes, Max available task size: "
                    + "\(behaviour.taskBytesMax) bytes, Try to change your data or try to split "
                    + "your task")
        }
        if let reference = operation.reference,
            Bytes.content(body, reference).count > CallOperation.referenceCharactersMax
        {
            ledger.malformed += 1
            return MPOText.entry("Value is not valid")
        }
        return nil
    }

    /// The entry of a task that was created.
    private mutating func appendEntry(
        _ operation: CallOperation, _ body: [UInt8], _ data: Range<Int>, _ fault: MPOFault?,
        into answer: inout [UInt8]
    ) {
        switch fault {
        case .timeout: answer += MPOText.timeout
        case .crash: answer += MPOText.crash
        case .dataScalar: answer += MPOText.dataScalar
        case .dataArray: answer += MPOText.dataArray
        case .dataEmpty: answer += MPOText.dataEmpty
        default:
            answer += Self.entryStart
            if behaviour.echoesReferences, let reference = operation.reference {
                answer += Self.referenceName
                answer += body[reference]
            }
            let hasInfo = fault != .noInfo
            answer += hasInfo ? Self.infoStart : Self.dataStart
            process.appendResult(
                of: body, data, echoes: behaviour.echoesParameters, to: &answer)
            answer += hasInfo ? Self.infoEnd : Self.dataEnd
        }
    }

    private static let entryStart = Array(#"{"proc":"ok""#.utf8)
    private static let referenceName = Array(#","ref":"#.utf8)
    private static let infoStart = Array(#","data":{"info":"#.utf8)
    private static let infoEnd = Array("}}".utf8)
    private static let dataStart = Array(#","data":"#.utf8)
    private static let dataEnd = Array("}".utf8)

    /// Shows a task by its reference: its status, and its data with the result in it (`info`).
    private mutating func show(
        _ operation: CallOperation, _ body: [UInt8], _ moment: Moment, into answer: inout [UInt8]
    ) {
        ledger.shows += 1
        guard let process = operation.process, let reference = operation.reference else {
            ledger.malformed += 1
            answer += MPOText.badObject
            return
        }
        let key = operation.key(body, process: process, reference: reference)
        guard let task = tasks.find(key, now: moment.now, saves: behaviour.savesTasks) else {
            answer += MPOText.notFound
            return
        }
        let hasEnded = task.endsAt <= moment.now
        var objectID: [UInt8] = []
        Bytes.appendHexadecimal(0, digits: 8, to: &objectID)
        Bytes.appendHexadecimal(task.objectID, to: &objectID)
        let id = String(decoding: objectID, as: UTF8.self)
        answer += #"{"id":"","proc":"ok","obj":"task","obj_id":"\#(id)","ref":"#.utf8
        answer += body[reference]
        answer += #","status":"\#(hasEnded ? "processed" : "processing")","user_id":220,"#.utf8
        answer += #""create_time":\#(task.createdAt),"change_time":\#(task.createdAt),"#.utf8
        let node = hasEnded ? "63038e2f82ba966c7d000e4d" : "63038e2f82ba966c7d000e4c"
        answer += #""node_id":"\#(node)","node_prev_id":"63038e2f82ba966c7d000e4b","data":"#.utf8
        appendData(of: task, hasEnded: hasEnded, to: &answer)
        answer.append(UInt8(ascii: "}"))
    }

    private mutating func appendData(
        of task: TaskTable.SimulatedTask, hasEnded: Bool, to answer: inout [UInt8]
    ) {
        guard hasEnded else {
            answer += task.data
            return
        }
        answer += task.data.dropLast()
        if task.data.contains(UInt8(ascii: ":")) { answer.append(UInt8(ascii: ",")) }
        answer += #""info":"#.utf8
        process.appendResult(
            of: task.data, task.data.indices, echoes: behaviour.echoesParameters, to: &answer)
        answer.append(UInt8(ascii: "}"))
    }
}
