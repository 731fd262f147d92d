import HTTPWire

/// What a loop is made of: everything that crosses to its thread.
struct LoopSetup: Sendable {
    let name: String
    let listeners: [BoundListener]
    let limits: ServerLimits
    let acceptsHTTP10: Bool
    let handler: any RequestHandler
    let events: EventQueue
    let inbox: Inbox
    let counters: ServerCounters
}
