package dev.tally.localstack.sources.streams;

import java.util.List;
import java.util.stream.IntStream;

/** The lanes of one shard; a partition key's records always take the same one. */
final class Lanes {

    private final int readAhead;
    private final List<Lane> all;

    Lanes(StreamSettings settings, PollTimes pace) {
        this.readAhead = pace.readAhead();
        this.all = IntStream.range(0, settings.parallelizationFactor())
                .mapToObj(lane -> new Lane(settings.batchSize(), pace.backoff()))
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

    int underWay() {
        return (int) all.stream().filter(Lane::underWay).count();
    }

    boolean isEmpty() {
        return all.stream().noneMatch(lane -> lane.underWay() || lane.waiting() > 0);
    }
}
