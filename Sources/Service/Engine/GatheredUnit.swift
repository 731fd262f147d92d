import Store

/// What is on its way to the disk, and what follows once it is there.
struct GatheredUnit {
    var unit: StoreUnit
    var effects: [Effect]
}

/// Where the step of an invocation stands.
struct StepPlace {
    /// As `Workbench.unitNumber` counts.
    let unit: Int
    /// Among the unit's steps.
    let position: Int
}
