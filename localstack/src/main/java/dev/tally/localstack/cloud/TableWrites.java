package dev.tally.localstack.cloud;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The notifier of table writes. It calls the listeners after each write, once the writer has its answer. */
public final class TableWrites {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener. It runs on the thread that answered the write, so it must not block. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void remove(Runnable listener) {
        listeners.remove(listener);
    }

    void written() {
        listeners.forEach(Runnable::run);
    }
}
