package dev.tally.aggregator;

import dev.tally.runtime.snapstart.Priming;
import dev.tally.runtime.snapstart.SnapStart;
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

    private final Instance<AggregatorPriming> priming;

    AggregatorSnapshot(Instance<AggregatorPriming> priming) {
        this.priming = priming;
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
        LOG.info("snapshot.restored");
    }
}
