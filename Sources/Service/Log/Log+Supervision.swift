/// What systemd's watchdog looks at.
extension Log {
    /// Loops that do not answer: if that lasts, systemd ends the daemon and starts it again.
    ///
    /// - Parameter loops: `engine`, `store`, `receiver`, `metrics`, `admin`, with commas between.
    package func loopsSilent(_ loops: String) {
        write(.error, "loops-silent", key: loops, [LogField("loops", loops)])
    }
}
