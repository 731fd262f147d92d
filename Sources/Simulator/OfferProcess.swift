internal import JSON

/// The simulated process: reads a task's data and writes its answer.
struct OfferProcess: Sendable {
    private var amount: Range<Int>?
    private var city: Range<Int>?
    /// For strings with escapes: only what they say counts.
    private var scratch: [UInt8] = []

    /// Appends `{"status":…,"OFFER_STATUS":…,"OFFER_ID":…,"OFFER_AMOUNT":…,"OFFER_CITY":…}`, the
    /// last two only when `echoes` and as they came.
    ///
    /// - Parameter data: an object within validated bytes.
    mutating func appendResult(
        of bytes: [UInt8], _ data: Range<Int>, echoes: Bool, to answer: inout [UInt8]
    ) {
        find(bytes, data)
        let offer = Offer(amountHash: hash(bytes, amount), cityHash: hash(bytes, city))
        answer += Self.status
        answer += offer.status
        answer += Self.offerStatus
        answer += offer.status
        answer += Self.offerID
        Bytes.appendHexadecimal(offer.id, to: &answer)
        answer.append(UInt8(ascii: "\""))
        if echoes {
            answer += Self.offerAmount
            append(bytes, amount, to: &answer)
            answer += Self.offerCity
            append(bytes, city, to: &answer)
        }
        answer.append(UInt8(ascii: "}"))
    }

    private mutating func find(_ bytes: [UInt8], _ data: Range<Int>) {
        amount = nil
        city = nil
        var members = JSONCursor(bytes, data)
        while let (name, value) = members.nextMember() {
            // Their lengths, quotation marks included, tell them from most other names.
            if name.count == 6 {
                if JSONScan.equalsIgnoringCase(bytes, name, Offer.cityParameter) { city = value }
            } else if name.count == 8 {
                if JSONScan.equalsIgnoringCase(bytes, name, Offer.amountParameter) {
                    amount = value
                }
            }
        }
    }

    private mutating func hash(_ bytes: [UInt8], _ value: Range<Int>?) -> UInt64 {
        var hash = ContentHash()
        guard let value else { return hash.value }
        let content = Bytes.content(bytes, value)
        let span = bytes.span
        if content != value, content.contains(where: { span[$0] == UInt8(ascii: "\\") }) {
            scratch.removeAll(keepingCapacity: true)
            JSONScan.unescape(bytes, value, into: &scratch)
            hash.add(scratch)
        } else {
            hash.add(bytes, content)
        }
        return hash.value
    }

    private func append(_ bytes: [UInt8], _ value: Range<Int>?, to answer: inout [UInt8]) {
        if let value { answer += bytes[value] } else { answer += Self.null }
    }

    private static let status = Array(#"{"status":""#.utf8)
    private static let offerStatus = Array(#"","OFFER_STATUS":""#.utf8)
    private static let offerID = Array(#"","OFFER_ID":""#.utf8)
    private static let offerAmount = Array(#","OFFER_AMOUNT":"#.utf8)
    private static let offerCity = Array(#","OFFER_CITY":"#.utf8)
    private static let null = Array("null".utf8)
}
