import Service
import Testing

@Suite struct `A mistake in a mapping` {
    typealias Seed = ConfigurationSeed

    static let mapping = [
        Seed(
            #""name": "rest""#, #""name": ▶"loan-offer""#, "mappings[1].name",
            "name of mappings[0]", mend: "of its own"),
        Seed(#"{ "name": "rest", "#, "▶{ ", "mappings[1].name", "is missing", mend: "mapping-2"),
        Seed(
            #""name": "rest""#, #""name": ▶"the rest""#, "mappings[1].name", "1 to 64",
            mend: "the-rest"),
        Seed(
            #""serviceId": "service-1""#, #"▶"serviceID": "service-1""#,
            "mappings[0].match.serviceID", "not a known key", mend: "serviceId"),
        Seed(#""service-1""#, "▶17", "mappings[0].match.serviceId", "a string", mend: #""17""#),
        Seed(
            #", "match": { "serviceId": "service-1" }"#, "", "mappings[1]", "can never win",
            mend: "move this mapping"),
        Seed(
            #""name": "rest", "#,
            #""name": "rest", "match": ▶{ "tenantId": "t", "serviceId": "service-1" }, "#,
            "mappings[1].match", "can never win", mend: "loan-offer"),
        Seed("66305,", "▶0,", "mappings[0].processID", "number of a process", mend: "66305"),
        Seed("66305,", "▶-1,", "mappings[0].processID", "number of a process", mend: "66305"),
        Seed("66305,", "▶66305.0,", "mappings[0].processID", "number of a process", mend: "66305"),
        Seed("66305,", "▶true,", "mappings[0].processID", "number of a process", mend: "66305"),
        Seed(#""alias""#, #"▶"""#, "mappings[1].processID", "number of a process", mend: "66305"),
        Seed(#""processID": 66305,"#, "", "mappings[0].processID", "is missing", mend: "66305"),
        Seed(
            #""conv_id""#, #"▶"ref""#, "mappings[0].processField", "itself writes",
            mend: "another name"),
        Seed(
            #""company_id": "i1""#, #""timeout": ▶5"#, "mappings[0].extra.timeout", "itself writes",
            mend: "another name"),
        Seed(
            #""company_id": "i1""#, #""conv_id": ▶5"#, "mappings[0].extra.conv_id",
            "carries the processID", mend: "remove"),
        Seed(
            #""company_id": "i1""#, #""": ▶5"#, #"mappings[0].extra[""]"#, "have a name",
            mend: "company_id"),
        Seed(#""/info""#, #"▶"info""#, "mappings[0].result.pointer", "RFC 6901", mend: #""/info""#),
        Seed(#""/info""#, #"▶"/in~fo""#, "mappings[0].result.pointer", "RFC 6901", mend: "~0"),
        Seed(
            #""/status""#, "▶[]", "mappings[0].result.columns.OFFER_STATUS", "a string",
            mend: "quotes"),
        Seed(
            #""OFFER_STATUS": "/status""#, #""AppCloud_Row_Status": ▶"/status""#,
            "mappings[0].result.columns.AppCloud_Row_Status", "itself fills", mend: "remove"),
        Seed(
            #""OFFER_STATUS": "/status""#, #""A": "/a", "a": ▶"/b""#,
            "mappings[0].result.columns.a", "case aside", mend: "remove one"),
        Seed(
            #""operationsPerCall": 10"#, #""operationsPerCall": ▶1001"#,
            "mappings[0].operationsPerCall", "from 1 to 1000", mend: "1000 or less"),
        Seed(
            #""callsInFlightMax": 6"#, #""callsInFlightMax": ▶0"#,
            "mappings[0].callsInFlightMax", "from 1 to 1000", mend: "1 or more"),
        Seed(
            #""callsInFlightMax": 6"#, #""callsInFlightMax": ▶"6""#,
            "mappings[0].callsInFlightMax", "a whole number", mend: "6"),
        Seed(
            #""callsInFlightMax": 6"#, #"▶"callInFlightMax": 6"#,
            "mappings[0].callInFlightMax", "not a known key", mend: "callsInFlightMax"),
        Seed(
            #""operationsPerSecondMax": 50"#, #""operationsPerSecondMax": ▶0"#,
            "mappings[0].operationsPerSecondMax", "from 1", mend: "1 or more"),
        Seed(
            #""operationsPerSecondMax": 50"#, #"▶"operationPerSecondMax": 50"#,
            "mappings[0].operationPerSecondMax", "not a known key",
            mend: "operationsPerSecondMax"),
        Seed(#""hold""#, #"▶"holt""#, "mappings[0].onUnknown", "one of", mend: "hold"),
        Seed(
            #""mappings": ["#, #""mappings": ▶[], "more": ["#, "mappings", "at least one",
            mend: "processID"),
    ]

    static let parameter = [
        Seed(
            #"{ "column": "CITY" }"#, "▶{}", "mappings[0].parameters.city", "exactly one of",
            mend: #""column": "CITY""#),
        Seed(
            #"{ "column": "CITY" }"#, #"▶{ "column": "A", "constant": 1 }"#,
            "mappings[0].parameters.city", "exactly one of", mend: "keep one"),
        Seed(
            #"{ "column": "CITY" }"#, #"▶"CITY""#, "mappings[0].parameters.city", "an object",
            mend: "{…}"),
        Seed(
            #"{ "column": "CITY" }"#, #"{ ▶"colunm": "CITY" }"#,
            "mappings[0].parameters.city.colunm", "not a known key", mend: "column"),
        Seed(
            #""CITY""#, #"▶"""#, "mappings[0].parameters.city.column", "must not be empty",
            mend: "write"),
        Seed(
            #""type": "number""#, #""type": ▶"integer""#, "mappings[0].parameters.amount.type",
            "one of", mend: "number"),
        Seed(
            "12.50", #"▶"12.50""#, "mappings[0].parameters.amount.default", "must be a number",
            mend: "write 12.50, without quotes"),
        Seed(
            #""CITY" }"#, #""CITY", "default": ▶1 }"#, "mappings[0].parameters.city.default",
            "must be a string", mend: "quotes"),
        Seed(
            #""CITY" }"#, #""CITY", "required": ▶"true" }"#, "mappings[0].parameters.city.required",
            "true or false", mend: "write true"),
        Seed(
            "12.50", "▶12.50, \"required\": true", "mappings[0].parameters.amount.default",
            "contradicts", mend: "remove"),
        Seed(
            #""constant": "responsys""#, #""constant": ▶"responsys", "type": "number""#,
            "mappings[0].parameters.channel.constant", "must be a number",
            mend: "leave \"type\" out"),
        Seed(
            #""tenantId""#, #"▶"tenantID""#, "mappings[0].parameters.tenant.context", "one of",
            mend: "tenantId"),
        Seed(
            #""context": "tenantId""#, #""context": "tenantId", "type": ▶"number""#,
            "mappings[0].parameters.tenant.type", "must be \"string\"", mend: "leave"),
        Seed(
            "Hello {{FIRST_NAME}}", "Hello {{FIRST_NAME}",
            "mappings[0].parameters.greeting.template", "close each", mend: "{{COLUMN}}"),
        Seed(
            "Hello {{FIRST_NAME}}", "Hello {{ }}", "mappings[0].parameters.greeting.template",
            "name a column", mend: "FIRST_NAME"),
        Seed(
            "Hello {{FIRST_NAME}}", "Hello {{A{{B}}", "mappings[0].parameters.greeting.template",
            "name a column", mend: "FIRST_NAME"),
        Seed(
            "\"Hello {{FIRST_NAME}}\"", "▶\"\"", "mappings[0].parameters.greeting.template",
            "must not be empty", mend: "Hello"),
    ]

    @Test(arguments: mapping + parameter)
    func `is found at its place, with a way to mend it`(seed: Seed) throws {
        try seed.expectFound()
    }

    @Test func `in one match does not make later mappings unreachable`() {
        let found = ConfigurationSample.mistakes(
            ConfigurationSample.text(
                replacing: #""serviceId": "service-1""#, with: #""servId": "x""#))
        #expect(found.mistakes.map(\.path) == ["mappings[0].match.servId"])
    }
}
