/// What the product is told of a row, in the words of its `appcloud_row_status` column.
package enum RowStatus: String, CaseIterable, Hashable, Sendable {
    case success, warning, failure

    /// The word as JSON text.
    var json: [UInt8] {
        switch self {
        case .success: Self.successJSON
        case .warning: Self.warningJSON
        case .failure: Self.failureJSON
        }
    }

    private static let successJSON = [UInt8](#""success""#.utf8)
    private static let warningJSON = [UInt8](#""warning""#.utf8)
    private static let failureJSON = [UInt8](#""failure""#.utf8)
}
