/// A small invoke whose parts can be put in.
enum Sample {
    static let ids =
        #""appId":"a","installId":"i","instanceId":"n","serviceId":"s","tenantId":"t","#
        + #""productId":"p""#
    static let definition =
        #""recordDefinition":{"inputParameters":[{"name":"appcloud_row_correlation_id"}],"#
        + #""outputParameters":[{"name":"appcloud_row_correlation_id"}]}"#

    /// `context` is an object whose members come before the ids.
    static func invoke(
        context: String = "{}", ids: String = ids, definition: String = definition,
        rows: String = #"[["1"]]"#, size: String = "null", tail: String = ""
    ) -> String {
        let isEmpty = !context.contains(":")
        let closing = context.lastIndex(of: "}") ?? context.endIndex
        let members = context[..<closing] + (isEmpty ? "" : ",")
        return #"{"instanceContext":\#(members)\#(ids),\#(definition)},"#
            + #""dataSet":{"id":"d","rows":\#(rows),"size":\#(size)}\#(tail)}"#
    }
}
