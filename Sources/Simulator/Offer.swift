/// What the simulated process answers: a function of two parameters of its task and of nothing
/// else, so that whoever knows a row knows its result without having kept it.
struct Offer: Hashable, Sendable {
    /// Identifies the pair of parameters.
    let id: UInt64

    /// The offer for these parameters, as texts without quotation marks.
    init(amountHash: UInt64, cityHash: UInt64) {
        id = SeededGenerator.mix(amountHash &+ (cityHash << 1 | cityHash >> 63))
    }

    /// One of three words, by the id.
    var status: [UInt8] { Self.statuses[Int(id % 3)] }

    private static let statuses = [
        Array("approved".utf8), Array("declined".utf8), Array("review".utf8),
    ]

    /// The parameters the process reads, case aside.
    static let amountParameter = Array("amount".utf8)
    static let cityParameter = Array("city".utf8)
}

/// The output columns that the simulated process fills, by the names of their columns and of the
/// keys in its answer.
package enum OfferColumn: String, CaseIterable, Sendable {
    /// `approved`, `declined` or `review`.
    case status = "OFFER_STATUS"
    /// 16 hexadecimal digits.
    case id = "OFFER_ID"
    /// The amount as the process received it.
    case amount = "OFFER_AMOUNT"
    /// The city as the process received it.
    case city = "OFFER_CITY"
}
