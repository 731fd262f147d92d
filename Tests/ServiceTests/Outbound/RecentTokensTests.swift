import AMS
import Bridge
import Crypto
import Testing

@testable import Service

@Suite struct `The token of a call to the product` {
    private let secret = Secret(Array("secret".utf8))

    private func context(_ instance: String) -> InvocationContext {
        InvocationContext(
            appID: "app", installID: "install", instanceID: instance, serviceID: "service",
            tenantID: "tenant", productID: "product")
    }

    /// What a token made for this very call would be.
    private func line(
        _ context: InvocationContext, _ secret: Secret, _ now: UnixTime
    ) -> String {
        ProductHeaders.authorization(
            TokenIssuer().token(for: context, installSecret: secret, now: now))
    }

    @Test func `is always the one that is made for it alone`() {
        var tokens = RecentTokens()
        let other = Secret(Array("another".utf8))
        // Within a second and beyond, a clock that is set back, and a secret that a reload brings.
        let calls: [(instance: String, secret: Secret, milliseconds: Int64)] = [
            ("a", secret, 10_000), ("a", secret, 10_999), ("b", secret, 10_999),
            ("a", other, 10_999), ("a", secret, 11_000), ("b", other, 11_001),
            ("a", secret, 10_500), ("a", secret, 11_500), ("\u{e9}", secret, 11_500),
            ("e\u{301}", secret, 11_500),
        ]
        for call in calls {
            let now = UnixTime(milliseconds: call.milliseconds)
            let found = tokens.line(
                for: context(call.instance), installSecret: call.secret, now: now)
            #expect(found == line(context(call.instance), call.secret, now))
        }
    }

    @Test func `is right for more instances than are remembered`() {
        var tokens = RecentTokens()
        let now = UnixTime(seconds: 100)
        for number in 0..<3 * RecentTokens.countMax {
            let context = context("i\(number)")
            #expect(
                tokens.line(for: context, installSecret: secret, now: now)
                    == line(context, secret, now))
            #expect(tokens.entries.count <= RecentTokens.countMax)
        }
    }
}
