package dev.tally.system.faults;

import dev.tally.counter.Schedule;
import dev.tally.system.faults.Ledger.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A schedule of presses and faults, as a pure function of a seed.
 *
 * @param presses in the order of their times
 * @param injections in the order of their times
 * @param shards the numbers of shards of {@link #SCHEDULED}, one after the other; empty if it has no schedule
 */
record Plan(long seed, List<Press> presses, List<Injection> injections, List<Integer> shards) {

    /** The duration of the press phase. */
    static final int MILLIS = 5_000;

    static final int REGIONS = 2;

    /** The counter with a schedule, in half of the plans. */
    static final String SCHEDULED = "hot";

    /** The most shards of a schedule. */
    static final int MAX_SHARDS = 6;

    static final int VOTERS = 4;

    /** The most claps of one voter, so few that added claps reach it. */
    static final int CLAPS = 5;

    private static final int CLICKS = 120;
    private static final int VOTES = 60;
    private static final int KINDS_AT_ONCE = 22;
    private static final int SHORTEST_MILLIS = 300;
    private static final int LONGEST_MILLIS = 1_000;
    private static final int LATEST_FREEZE_MILLIS = 1_500;
    private static final int MAX_DELTA = 1_000;
    private static final int ONE_IN_SO_MANY_IS_ABANDONED = 10;
    private static final int ONE_IN_SO_MANY_IS_REPEATED = 4;
    private static final int ADJUSTMENTS = 4;
    private static final int RESETS = 3;
    private static final int RESETS_OF_VOTES = 2;
    private static final int MAX_ADJUSTMENT = 1_000_000;
    private static final List<String> COUNTERS = List.of("hot", "hot", "hot", "warm", "other");
    private static final List<String> COUNTERS_OF_VOTES = List.of("like~", "updown~", "clap~");

    /**
     * A click, a vote, an adjustment or a reset of a client.
     *
     * @param at milliseconds after the start
     * @param region its index, from 0
     * @param voter its index, from 0; 0 for all changes but votes. A voter votes in both regions.
     * @param delta the value of a vote, or the claps that it adds; 0 for a reset
     * @param abandoned whether the client never retries
     */
    record Press(Kind kind, int at, int region, String counter, int voter, int delta, boolean abandoned) {

        /** Returns whether the client sends an accepted press again, as if the answer was lost. */
        boolean isRepeated() {
            return kind == Kind.CLICK && counter.equals(SCHEDULED) && at % ONE_IN_SO_MANY_IS_REPEATED == 0;
        }
    }

    /**
     * A fault.
     *
     * @param at milliseconds after the start
     * @param region its index, from 0
     * @param function the affected function; empty if there is none in particular
     * @param millis its length, for faults that last
     * @param size from 0 to below 1, for faults that have a size
     */
    record Injection(int at, FaultKind kind, int region, String function, int millis, double size) {}

    static Plan of(long seed) {
        // Five streams of numbers, so that a change to one part of the plan does not change the others. Neighbouring
        // seeds of Random have similar first numbers, hence the multiplication.
        Random clients = new Random(seed * 0x9E3779B97F4A7C15L);
        Random faults = new Random(~seed * 0x9E3779B97F4A7C15L);
        Random administrators = new Random((seed ^ 0xAD315L) * 0x9E3779B97F4A7C15L);
        Random voters = new Random((seed ^ 0x70735L) * 0x9E3779B97F4A7C15L);
        Random schedules = new Random((seed ^ 0x5C4ED0L) * 0x9E3779B97F4A7C15L);
        return new Plan(
                seed,
                Stream.of(clicks(clients), administration(administrators), votes(voters), resetsOfVotes(voters))
                        .flatMap(presses -> presses)
                        .sorted(Comparator.comparingInt(Press::at))
                        .toList(),
                injections(faults),
                seed % 2 == 0 ? shards(schedules) : List.of());
    }

    /** Returns as many numbers as a schedule has entries, never the same twice in a row. */
    private static List<Integer> shards(Random random) {
        List<Integer> shards = new ArrayList<>(List.of(1 + random.nextInt(MAX_SHARDS)));
        while (shards.size() < Schedule.MAX_ENTRIES) {
            int more = random.nextInt(1, MAX_SHARDS);
            shards.add(1 + (shards.get(shards.size() - 1) - 1 + more) % MAX_SHARDS);
        }
        return List.copyOf(shards);
    }

    private static Stream<Press> clicks(Random random) {
        return Stream.generate(() -> new Press(
                        Kind.CLICK,
                        random.nextInt(MILLIS),
                        random.nextInt(REGIONS),
                        COUNTERS.get(random.nextInt(COUNTERS.size())),
                        0,
                        delta(random),
                        isAbandoned(random)))
                .limit(CLICKS);
    }

    private static Stream<Press> administration(Random random) {
        return Stream.concat(
                        Collections.nCopies(ADJUSTMENTS, Kind.ADJUSTMENT).stream(),
                        Collections.nCopies(RESETS, Kind.RESET).stream())
                .map(kind -> new Press(
                        kind,
                        random.nextInt(MILLIS),
                        random.nextInt(REGIONS),
                        COUNTERS.get(random.nextInt(COUNTERS.size())),
                        0,
                        kind == Kind.RESET ? 0 : adjustment(random),
                        isAbandoned(random)));
    }

    /** Returns votes of few voters, so that each voter often votes again before an earlier vote is counted. */
    private static Stream<Press> votes(Random random) {
        return Stream.generate(() -> {
                    String counter = counterOfVotes(random);
                    boolean adds = counter.equals("clap~") && random.nextBoolean();
                    return new Press(
                            adds ? Kind.ADDED_CLAPS : Kind.VOTE,
                            random.nextInt(MILLIS),
                            random.nextInt(REGIONS),
                            counter,
                            random.nextInt(VOTERS),
                            adds ? 1 + random.nextInt(2) : value(counter, random),
                            isAbandoned(random));
                })
                .limit(VOTES);
    }

    private static Stream<Press> resetsOfVotes(Random random) {
        return Stream.generate(() -> new Press(
                        Kind.RESET,
                        random.nextInt(MILLIS),
                        random.nextInt(REGIONS),
                        counterOfVotes(random),
                        0,
                        0,
                        isAbandoned(random)))
                .limit(RESETS_OF_VOTES);
    }

    private static String counterOfVotes(Random random) {
        return COUNTERS_OF_VOTES.get(random.nextInt(COUNTERS_OF_VOTES.size()));
    }

    private static int value(String counter, Random random) {
        return switch (counter) {
            case "like~" -> random.nextInt(2);
            case "updown~" -> random.nextInt(3) - 1;
            default -> random.nextInt(CLAPS + 1);
        };
    }

    private static boolean isAbandoned(Random random) {
        return random.nextInt(ONE_IN_SO_MANY_IS_ABANDONED) == 0;
    }

    private static int adjustment(Random random) {
        int size = random.nextInt(MAX_DELTA + 1, MAX_ADJUSTMENT);
        return random.nextBoolean() ? -size : size;
    }

    private static int delta(Random random) {
        int size = 1 + random.nextInt(MAX_DELTA);
        return random.nextInt(3) == 0 ? -size : size;
    }

    private static List<Injection> injections(Random random) {
        List<FaultKind> kinds = new ArrayList<>(Arrays.asList(FaultKind.values()));
        Collections.shuffle(kinds, random);
        Set<FaultKind> chosen = EnumSet.copyOf(kinds.subList(0, KINDS_AT_ONCE));
        List<Injection> injections = new ArrayList<>();
        for (FaultKind kind : chosen) {
            injections.add(new Injection(
                    // Early enough for its time-out to be over before the end.
                    random.nextInt(kind == FaultKind.FREEZE ? LATEST_FREEZE_MILLIS : MILLIS - LONGEST_MILLIS),
                    kind,
                    random.nextInt(REGIONS),
                    function(kind, chosen, random),
                    SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS),
                    random.nextDouble()));
        }
        injections.sort(Comparator.comparingInt(Injection::at));
        return List.copyOf(injections);
    }

    private static String function(FaultKind kind, Set<FaultKind> chosen, Random random) {
        List<String> functions = new ArrayList<>(kind.functions());
        if (kind == FaultKind.FREEZE && chosen.contains(FaultKind.VISIBILITY_EXPIRED)) {
            // VISIBILITY_EXPIRED would continue it.
            functions.remove("aggregator");
        }
        return functions.isEmpty() ? "" : functions.get(random.nextInt(functions.size()));
    }
}
