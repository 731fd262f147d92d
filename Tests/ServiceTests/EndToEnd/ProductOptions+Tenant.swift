import Bridge
import Simulator

extension ProductOptions {
    /// A product of another tenant, and the usual one in all else.
    init(tenantID: String) {
        self.init()
        context = InvocationContext(
            appID: context.appID, installID: context.installID, instanceID: context.instanceID,
            serviceID: context.serviceID, tenantID: tenantID, productID: context.productID)
    }
}
