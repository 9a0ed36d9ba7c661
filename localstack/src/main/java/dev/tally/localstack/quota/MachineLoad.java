package dev.tally.localstack.quota;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The mean load of the machine's processors, from 0 to 1. */
final class MachineLoad {

    /** Returns the load since its previous call, below 0 if it is unknown. */
    private final DoubleSupplier sinceLastCall;

    private final LongSupplier nanos;
    private long sampledAt;
    private double loadNanos;
    private double sampledNanos;

    MachineLoad(DoubleSupplier sinceLastCall, LongSupplier nanos) {
        this.sinceLastCall = sinceLastCall;
        this.nanos = nanos;
        restart();
    }

    /** Forgets all earlier load. */
    synchronized void restart() {
        double unused = sinceLastCall.getAsDouble();
        sampledAt = nanos.getAsLong();
        loadNanos = 0;
        sampledNanos = 0;
    }

    /** Returns the mean load since the restart, 0 if it is not known yet. */
    synchronized double mean() {
        long now = nanos.getAsLong();
        double load = sinceLastCall.getAsDouble();
        if (load >= 0) {
            loadNanos += load * (now - sampledAt);
            sampledNanos += now - sampledAt;
        }
        sampledAt = now;
        return sampledNanos == 0 ? 0 : loadNanos / sampledNanos;
    }
}
