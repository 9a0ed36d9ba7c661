package dev.tally.system.scale;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Lambda event source of a stream: lanes that each process one batch at a time. Each item has its lane. */
final class StreamSource {

    /** As in infra/stack.yaml. */
    private static final int LANES_PER_PARTITION = 4;

    private static final double BATCH_SIZE = 100;

    private final Handler handler;
    private final List<Lane> lanes = new ArrayList<>();

    /** A function of the stream. */
    interface Handler {

        /**
         * Handles a batch.
         *
         * @param records by counter
         * @param done ends the invocation
         */
        void handle(Map<SimulatedCounter, Double> records, Runnable done);
    }

    /** @param partitions of the table, each with a shard of the stream */
    StreamSource(VirtualTime time, Chance chance, int partitions, Handler handler) {
        this.handler = handler;
        for (int partition = 0; partition < partitions; partition++) {
            List<Lane> ofPartition = new ArrayList<>();
            for (int lane = 0; lane < LANES_PER_PARTITION; lane++) {
                ofPartition.add(new Lane());
            }
            lanes.addAll(ofPartition);
            time.every((long) (chance.fraction() * Timing.POLL), Timing.POLL, () -> ofPartition.forEach(Lane::poll));
        }
    }

    private final class Lane {

        private Map<SimulatedCounter, Double> written = new LinkedHashMap<>();
        private final Map<SimulatedCounter, Double> polled = new LinkedHashMap<>();
        private boolean isBusy;

        void poll() {
            written.forEach((counter, records) -> polled.merge(counter, records, Double::sum));
            written = new LinkedHashMap<>();
            process();
        }

        private void process() {
            if (isBusy || polled.isEmpty()) {
                return;
            }
            Map<SimulatedCounter, Double> batch = new LinkedHashMap<>();
            double room = BATCH_SIZE;
            while (room > 0 && !polled.isEmpty()) {
                Map.Entry<SimulatedCounter, Double> first =
                        polled.entrySet().iterator().next();
                double taken = Math.min(room, first.getValue());
                batch.put(first.getKey(), taken);
                room -= taken;
                polled.remove(first.getKey());
                if (taken < first.getValue()) {
                    polled.put(first.getKey(), first.getValue() - taken);
                }
            }
            isBusy = true;
            handler.handle(batch, () -> {
                isBusy = false;
                process();
            });
        }
    }

    /**
     * Adds records of an item.
     *
     * @param partition any number that follows from the partition key
     * @param item any number that follows from the item
     */
    void record(SimulatedCounter counter, int partition, int item, double records) {
        int lane =
                Math.floorMod(partition * LANES_PER_PARTITION + Math.floorMod(item, LANES_PER_PARTITION), lanes.size());
        lanes.get(lane).written.merge(counter, records, Double::sum);
    }
}
