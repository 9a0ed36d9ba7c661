package dev.tally.press;

import dev.tally.counter.ClickIds;
import dev.tally.press.http.WriteLimit;
import dev.tally.runtime.snapstart.Priming;
import dev.tally.runtime.snapstart.SnapStart;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import org.crac.Context;
import org.crac.Resource;
import org.jboss.logging.Logger;

/** What press does around its snapshot: clones of it must make different ids, and forget what they knew. */
@Singleton
public class PressSnapshot implements Resource {

    private static final Logger LOG = Logger.getLogger(PressSnapshot.class);

    private final Instance<PressPriming> priming;
    private final Instance<ClickIds> clickIds;
    private final Instance<ReadTotals> readTotals;
    private final Instance<WriteLimit> writeLimit;

    PressSnapshot(
            Instance<PressPriming> priming,
            Instance<ClickIds> clickIds,
            Instance<ReadTotals> readTotals,
            Instance<WriteLimit> writeLimit) {
        this.priming = priming;
        this.clickIds = clickIds;
        this.readTotals = readTotals;
        this.writeLimit = writeLimit;
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
        clickIds.get().renew(new SecureRandom());
        readTotals.get().forget();
        writeLimit.get().forget();
        LOG.info("snapshot.restored");
    }
}
