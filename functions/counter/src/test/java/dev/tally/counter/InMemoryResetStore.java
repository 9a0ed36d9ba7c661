package dev.tally.counter;

import java.util.HashMap;
import java.util.Map;

/** Generations of resets in memory, under the rules of {@link ResetStore}. */
public final class InMemoryResetStore implements ResetStore {

    private final Map<CounterId, ClickId> generations = new HashMap<>();

    @Override
    public synchronized ClickId begin(CounterId counter, ClickId generation) {
        return generations.merge(counter, generation, (one, other) -> one.compareTo(other) < 0 ? other : one);
    }
}
