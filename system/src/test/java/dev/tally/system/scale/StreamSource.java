package dev.tally.system.scale;

import dev.tally.localstack.spec.StackSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Lambda event source of a stream: lanes that each process one batch at a time, in the order of their records. Each
 * item has its lane.
 */
final class StreamSource {

    private final VirtualTime time;
    private final StackSpec.StreamSource settings;
    private final Handler handler;
    private final List<Lane> lanes = new ArrayList<>();

    /** A function of the stream. */
    interface Handler {

        /**
         * Handles a batch.
         *
         * @param done ends the invocation
         */
        void handle(Map<SimulatedCounter, Records> batch, Runnable done);
    }

    /**
     * Records of a counter.
     *
     * @param latest the time of the last one
     */
    record Records(double number, long latest) {

        private Records and(Records later) {
            return new Records(number + later.number, later.latest);
        }
    }

    private record Written(SimulatedCounter counter, Records records) {}

    /** @param partitions of the table, each with a shard of the stream */
    StreamSource(VirtualTime time, Chance chance, int partitions, StackSpec.StreamSource settings, Handler handler) {
        this.time = time;
        this.settings = settings;
        this.handler = handler;
        for (int partition = 0; partition < partitions; partition++) {
            List<Lane> ofPartition = new ArrayList<>();
            for (int lane = 0; lane < settings.parallelizationFactor(); lane++) {
                ofPartition.add(new Lane());
            }
            lanes.addAll(ofPartition);
            time.every((long) (chance.fraction() * Timing.POLL), Timing.POLL, () -> ofPartition.forEach(Lane::poll));
        }
    }

    private final class Lane {

        private final Deque<Written> written = new ArrayDeque<>();
        private final Deque<Written> polled = new ArrayDeque<>();
        private boolean isBusy;

        void poll() {
            polled.addAll(written);
            written.clear();
            process();
        }

        private void process() {
            if (isBusy || polled.isEmpty()) {
                return;
            }
            isBusy = true;
            handler.handle(batch(), () -> {
                isBusy = false;
                process();
            });
        }

        private Map<SimulatedCounter, Records> batch() {
            Map<SimulatedCounter, Records> batch = new LinkedHashMap<>();
            double room = settings.batchSize();
            while (room > 0 && !polled.isEmpty()) {
                Written first = polled.remove();
                double number = first.records().number();
                double taken = Math.min(room, number);
                long at = first.records().latest();
                batch.merge(first.counter(), new Records(taken, at), Records::and);
                room -= taken;
                if (taken < number) {
                    polled.addFirst(new Written(first.counter(), new Records(number - taken, at)));
                }
            }
            return batch;
        }

        private long lag() {
            return polled.isEmpty()
                    ? 0
                    : time.now() - polled.element().records().latest();
        }
    }

    /**
     * Adds records of an item.
     *
     * @param partition any number that follows from the partition key
     * @param item any number that follows from the item
     */
    void record(SimulatedCounter counter, int partition, int item, double records) {
        int ofPartition = settings.parallelizationFactor();
        int lane = Math.floorMod(partition * ofPartition + Math.floorMod(item, ofPartition), lanes.size());
        lanes.get(lane).written.add(new Written(counter, new Records(records, time.now())));
    }

    /** Returns the age of the oldest record that waits for its batch, 0 if none waits. */
    long lag() {
        return lanes.stream().mapToLong(Lane::lag).max().orElse(0);
    }
}
