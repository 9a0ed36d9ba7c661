package dev.tally.runtime.quarkus;

import dev.tally.runtime.snapstart.Priming;
import dev.tally.runtime.snapstart.Restored;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jboss.logging.Logger;

/**
 * The hooks of Lambda's SnapStart. They prime the function before its snapshot, and fire {@link Restored} in each
 * clone.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Lambda: SnapStart
 *     runtime hooks</a>
 */
@Singleton
public class SnapStart implements Resource {

    private static final Logger LOG = Logger.getLogger(SnapStart.class);
    private static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";

    private final Instance<Priming> priming;
    private final Event<Restored> restored;

    SnapStart(Instance<Priming> priming, Event<Restored> restored) {
        this.priming = priming;
        this.restored = restored;
    }

    /**
     * Registers the hooks if Lambda will take a snapshot of this process. Lambda references them weakly, the container
     * strongly.
     */
    void register(@Observes StartupEvent started) {
        if ("snap-start".equals(System.getenv(INITIALIZATION_TYPE))) {
            Core.getGlobalContext().register(this);
        }
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        LOG.info(Priming.perform(priming.get()));
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        restored.fire(new Restored());
        LOG.info("snapshot.restored");
    }
}
