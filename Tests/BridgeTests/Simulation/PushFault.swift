/// How a batch or a completion fares.
enum PushFault: String, CaseIterable {
    case none
    /// It never arrives.
    case lost
    /// It arrives, and the bridge does not hear of that.
    case acknowledgementLost
    /// The product says "later", and when.
    case later
    /// The product refuses it for good.
    case refused

    var arrives: Bool { self == .none || self == .acknowledgementLost }
}
