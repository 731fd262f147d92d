import Bridge
import JSON

/// Reads the two JSON objects of a token.
enum TokenJSON {
    /// The object of a text; duplicate names are refused by the parser, so that no two readers of
    /// one token can see different claims.
    static func object(_ bytes: [UInt8], part: TokenError.Part) throws(TokenError) -> JSONValue {
        let limits = JSONLimits(
            depthMax: MessageLimits.tokenDepthMax, membersMax: MessageLimits.tokenMembersMax)
        let text: JSONText
        do {
            text = try JSONText(bytes, limits: limits)
        } catch {
            throw .badJSON(part: part, problem: error.problem.text)
        }
        guard text.root.kind == .object else {
            throw .badJSON(part: part, problem: "not an object")
        }
        return text.root
    }

    /// A claim that is a string; nil when it is absent or null.
    static func string(_ claims: JSONValue, _ name: String) throws(TokenError) -> String? {
        guard let value = claims[name], !value.isNull else { return nil }
        guard let string = value.string else { throw .claimMalformed(name) }
        return string
    }

    /// `aud`: a string, or an array of them (RFC 7519, section 4.1.3).
    static func audience(_ claims: JSONValue) throws(TokenError) -> [String] {
        guard let value = claims["aud"], !value.isNull else { throw .claimMissing("aud") }
        if let string = value.string { return [string] }
        guard value.kind == .array else { throw .claimMalformed("aud") }
        var audience: [String] = []
        for element in value.elements {
            guard let string = element.string else { throw .claimMalformed("aud") }
            audience.append(string)
        }
        return audience
    }

    /// A NumericDate; nil when it is absent or null.
    ///
    /// Some pages of AMS's documents count milliseconds (protocol notes, 2): whatever lies beyond
    /// the year 5138 in seconds is taken for them. A fraction, which RFC 7519 allows, is dropped.
    static func date(_ claims: JSONValue, _ name: String) throws(TokenError) -> UnixTime? {
        guard let value = claims[name], !value.isNull else { return nil }
        guard value.kind == .number, let number = WholeNumber.value(value.bytes), number >= 0,
            number < 100_000_000_000_000_000
        else { throw .claimMalformed(name) }
        let isMilliseconds = number > 100_000_000_000
        return isMilliseconds
            ? UnixTime(milliseconds: Int64(number)) : UnixTime(seconds: Int64(number))
    }
}
