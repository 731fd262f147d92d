import Crypto

/// How long the receiver's certificate lasts.
struct CertificateSection: MetricSection {
    let certificate: CertificateWatch

    func write(to text: inout MetricText) {
        text.gauge(
            "mpo_bridge_certificate_expiry_timestamp_seconds",
            "Until when the receiver's certificate is valid, in seconds since 1970.",
            certificate.slot.current.validity.upperBound)
    }
}
