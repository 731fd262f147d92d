/// Metrics of one part of the bridge, read when somebody asks for them. `Metrics.add` takes any
/// number of sections.
protocol MetricSection: Sendable {
    /// On the thread of the server that was asked: nothing here may wait.
    func write(to text: inout MetricText)
}
