package dev.tally.localstack.cloud;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells listeners that some table was written, once the writer has its answer. */
public final class TableWrites {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Calls a listener after each write, on the thread that answered it; must not block. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    void written() {
        listeners.forEach(Runnable::run);
    }
}
