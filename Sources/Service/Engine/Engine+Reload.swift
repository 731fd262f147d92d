import Bridge
import Curl

/// A reload: within one turn every station gets its part of the new configuration. A call whose
/// rows were claimed before and that leaves after it goes to the new address with a signature and
/// under a policy of now; its timeouts stay those that its body tells MPO. Invocations keep the
/// mapping that they began with; its limits are those that the configuration has for its name.
extension Engine {
    func adopt(_ configuration: Configuration, _ turn: Turn) {
        setup.configuration = configuration
        let secrets = setup.activatorSettings.installSecrets
        activator.adopt(setup.activatorSettings)
        // What is sent to the product is signed with what AMS believes now.
        for invocation in invocations.values {
            guard let secret = secrets[invocation.invocation.context.installID] else { continue }
            invocation.installSecret = secret
        }
        executor.adopt(setup, turn.now)
        errands.adopt(setup.productCallSettings, callsMax: configuration.ams.callsInFlightMax)
        slow = SlowInvocations(threshold: configuration.log.slowInvocation)
        drainMax = max(drainMax, setup.drainMax)
        turn.starter.limitConnections(to: setup.connectionsMax)
    }
}

extension Executor {
    /// Where calls were refused for what the configuration says, such as a wrong secret, the new
    /// one is tried soon.
    fileprivate func adopt(_ setup: EngineSetup, _ now: MonotonicTime) {
        settings = setup.executorSettings
        settlement.adopt(
            settleTime: setup.configuration.mpo.firstByteTimeout, canLookUp: setup.canLookUp)
        if let settings = setup.reconcilerSettings {
            if let reconciler {
                reconciler.settings = settings
            } else {
                reconciler = setup.reconciler(bench, settlement)
            }
        }
        gate.adoptLimits(of: setup.gate)
        gate.freshWork(rows: 0, now: now)
        lookUps.gate.adoptLimits(of: settings.lookUpGate)
        lookUps.gate.freshWork(rows: 0, now: now)
        lanes.forEach { lane in
            if let mapping = settings.mappings[lane.name] {
                lane.gate.adoptLimits(of: gate(of: mapping))
            }
            lane.gate.freshWork(rows: 0, now: now)
        }
    }
}
