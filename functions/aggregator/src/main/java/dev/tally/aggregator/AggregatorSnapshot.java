package dev.tally.aggregator;

import dev.tally.counter.snapshot.Rehearsal;
import dev.tally.counter.snapshot.Snapshots;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.crac.Context;
import org.crac.Resource;
import org.jboss.logging.Logger;

/** What the aggregator does around its snapshot. It keeps nothing from one batch to the next, so clones share nothing. */
@Singleton
class AggregatorSnapshot implements Resource {

    private static final Logger LOG = Logger.getLogger(AggregatorSnapshot.class);

    private final Instance<AggregatorRehearsal> rehearsal;

    AggregatorSnapshot(Instance<AggregatorRehearsal> rehearsal) {
        this.rehearsal = rehearsal;
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
        LOG.info("snapshot.restored");
    }
}
