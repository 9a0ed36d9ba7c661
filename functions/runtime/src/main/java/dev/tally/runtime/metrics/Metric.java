package dev.tally.runtime.metrics;

import java.util.EnumSet;
import java.util.Set;

/**
 * The metrics of all functions. No other names of metrics exist, in code, documents or dashboards.
 *
 * <p>Metrics are recorded by function, never by counter. A name for each counter would cost as much as a month of its
 * clicks.
 */
public enum Metric {
    CLICKS_ACCEPTED("ClicksAccepted", Kind.SUM, Unit.COUNT, "clicks that press accepted, a client's repeats included"),
    RESETS_ACCEPTED(
            "ResetsAccepted",
            Kind.SUM,
            Unit.COUNT,
            "resets of a counter that press queued for every shard, a client's repeats included"),
    WRITES_REJECTED(
            "WritesRejected",
            Kind.SUM,
            Unit.COUNT,
            "presses and posts answered with 429 because one client sent too many"),
    READS_REJECTED("ReadsRejected", Kind.SUM, Unit.COUNT, "reads answered with 429 because one client sent too many"),
    CLICKS_COUNTED("ClicksCounted", Kind.SUM, Unit.COUNT, "clicks counted by a confirmed write to a shard"),
    DUPLICATES_DROPPED(
            "DuplicatesDropped", Kind.SUM, Unit.COUNT, "clicks received again after an earlier write had counted them"),
    DEAD_LETTERS(
            "DeadLetters", Kind.SUM, Unit.COUNT, "messages sent to the dead letters because they can never be counted"),
    MESSAGES_FAILED(
            "MessagesFailed",
            Kind.SUM,
            Unit.COUNT,
            "messages neither counted nor sent to the dead letters, which are received again"),
    BATCH_SIZE("BatchSize", Kind.DISTRIBUTION, Unit.COUNT, "messages that the aggregator received in one batch"),
    QUEUE_DELAY(
            "QueueDelay",
            Kind.DISTRIBUTION,
            Unit.MILLISECONDS,
            "time from SQS accepting a message until the aggregator received it"),
    CLICK_TO_COUNTED(
            "ClickToCounted",
            Kind.DISTRIBUTION,
            Unit.MILLISECONDS,
            "age of a click, by the time in its id, when it was counted"),
    COUNTED_TO_PUSHED(
            "CountedToPushed",
            Kind.DISTRIBUTION,
            Unit.MILLISECONDS,
            "time from the write to a shard until the push to the counter's viewers"),
    VIEWERS("Viewers", Kind.LATEST, Unit.COUNT, "connections subscribed to a counter when its total was pushed"),
    PUSHES("Pushes", Kind.SUM, Unit.COUNT, "frames that a connection accepted"),
    PUSHES_GONE("PushesGone", Kind.SUM, Unit.COUNT, "frames answered with 410 because the connection no longer exists"),
    PUSHES_THROTTLED(
            "PushesThrottled", Kind.SUM, Unit.COUNT, "frames answered with 429 because the API's quota was used up"),
    PUSHES_FAILED("PushesFailed", Kind.SUM, Unit.COUNT, "frames answered with another error, or not answered"),
    PUSHES_DEFERRED(
            "PushesDeferred",
            Kind.SUM,
            Unit.COUNT,
            "pushes that did not begin before the deadline and are left to the next total, or to a retry"),
    GOVERNOR_WAIT(
            "GovernorWait",
            Kind.LATEST,
            Unit.MILLISECONDS,
            "time that pushes waited for their first turn; 0 while they may start at once");

    /** The namespace of the metrics in CloudWatch. */
    public static final String NAMESPACE = "Tally";

    private static final Set<Metric> URGENT = EnumSet.of(DEAD_LETTERS, MESSAGES_FAILED, PUSHES_FAILED);

    /** The treatment of several values. */
    public enum Kind {
        /** The values are added. */
        SUM,
        /** All values are kept, for percentiles. */
        DISTRIBUTION,
        /** The last value is the current state. */
        LATEST
    }

    /** The units, by their names in CloudWatch. */
    public enum Unit {
        COUNT("Count"),
        MILLISECONDS("Milliseconds");

        private final String text;

        Unit(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final String text;
    private final Kind kind;
    private final Unit unit;
    private final String meaning;

    Metric(String text, Kind kind, Unit unit, String meaning) {
        this.text = text;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
    }

    /** Returns whether an operator must know at once: the metric counts errors or dead letters. */
    public boolean isUrgent() {
        return URGENT.contains(this);
    }

    public Kind kind() {
        return kind;
    }

    public Unit unit() {
        return unit;
    }

    /** Returns the metric's meaning as a phrase. */
    public String meaning() {
        return meaning;
    }

    /** Returns the metric's name in CloudWatch. */
    @Override
    public String toString() {
        return text;
    }
}
