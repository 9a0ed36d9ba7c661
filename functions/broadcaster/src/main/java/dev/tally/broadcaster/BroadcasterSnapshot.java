package dev.tally.broadcaster;

import dev.tally.counter.snapshot.Rehearsal;
import dev.tally.counter.snapshot.Snapshots;
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

    private final Instance<BroadcasterRehearsal> rehearsal;
    private final Instance<PushGovernor> governor;
    private final Instance<ConnectionLimits> limits;

    BroadcasterSnapshot(
            Instance<BroadcasterRehearsal> rehearsal,
            Instance<PushGovernor> governor,
            Instance<ConnectionLimits> limits) {
        this.rehearsal = rehearsal;
        this.governor = governor;
        this.limits = limits;
    }

    void register(@Observes StartupEvent started) {
        Snapshots.register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        LOG.info(Rehearsal.perform(rehearsal.get()));
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        governor.get().forgetLease();
        limits.get().forget();
        LOG.info("snapshot.restored");
    }
}
