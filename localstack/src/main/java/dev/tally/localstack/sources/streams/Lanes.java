package dev.tally.localstack.sources.streams;

import java.util.List;
import java.util.stream.IntStream;

/** The lanes of one shard. The records of a partition key always use the same lane. */
final class Lanes {

    private final int readAhead;
    private final List<Lane> all;

    Lanes(StreamSettings settings, PollTimes times) {
        this.readAhead = times.readAhead();
        this.all = IntStream.range(0, settings.parallelizationFactor())
                .mapToObj(lane -> new Lane(settings.batchSize(), times.backoff()))
                .toList();
    }

    List<Lane> all() {
        return all;
    }

    void add(StreamRecord record) {
        all.get(Math.floorMod(record.partition().hashCode(), all.size())).add(record);
    }

    boolean isFull() {
        return all.stream().mapToInt(Lane::waiting).sum() >= readAhead;
    }

    int inProgress() {
        return (int) all.stream().filter(Lane::inProgress).count();
    }

    boolean isEmpty() {
        return all.stream().noneMatch(lane -> lane.inProgress() || lane.waiting() > 0);
    }
}
