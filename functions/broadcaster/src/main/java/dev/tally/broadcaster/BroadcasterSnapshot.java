package dev.tally.broadcaster;

import dev.tally.broadcaster.connections.ConnectionLimits;
import dev.tally.broadcaster.fanout.PushGovernor;
import dev.tally.runtime.snapstart.Priming;
import dev.tally.runtime.snapstart.SnapStart;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.crac.Context;
import org.crac.Resource;
import org.jboss.logging.Logger;

/** What each function of the broadcaster does around its snapshot: clones of one must not all spend the same lease. */
@Singleton
class BroadcasterSnapshot implements Resource {

    private static final Logger LOG = Logger.getLogger(BroadcasterSnapshot.class);

    private final Instance<BroadcasterPriming> priming;
    private final Instance<PushGovernor> governor;
    private final Instance<ConnectionLimits> limits;

    BroadcasterSnapshot(
            Instance<BroadcasterPriming> priming, Instance<PushGovernor> governor, Instance<ConnectionLimits> limits) {
        this.priming = priming;
        this.governor = governor;
        this.limits = limits;
    }

    void register(@Observes StartupEvent started) {
        SnapStart.register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        LOG.info(Priming.perform(priming.get()));
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        governor.get().forgetLease();
        limits.get().forget();
        LOG.info("snapshot.restored");
    }
}
