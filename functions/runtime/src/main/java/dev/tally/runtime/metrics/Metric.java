package dev.tally.runtime.metrics;

/**
 * Something that is measured: these are the only names of metrics, wherever one is shown.
 *
 * <p>Each is told by function, never by counter: a name for each counter would cost as much as a month of its clicks.
 */
public enum Metric {
    CLICKS_ACCEPTED(
            "ClicksAccepted",
            Kind.SUM,
            Unit.COUNT,
            "clicks that press promised to count, repeats of a client among them"),
    WRITES_REFUSED(
            "WritesRefused", Kind.SUM, Unit.COUNT, "presses and posts answered 429, as one client sent too many"),
    CLICKS_COUNTED("ClicksCounted", Kind.SUM, Unit.COUNT, "clicks that a write to a shard is known to have counted"),
    DUPLICATES_DROPPED(
            "DuplicatesDropped", Kind.SUM, Unit.COUNT, "clicks received again that an earlier write had counted"),
    DEAD_LETTERS("DeadLetters", Kind.SUM, Unit.COUNT, "messages parked because they can never be counted"),
    MESSAGES_FAILED(
            "MessagesFailed",
            Kind.SUM,
            Unit.COUNT,
            "messages that could not be counted or parked now, and are received again"),
    BATCH_SIZE("BatchSize", Kind.DISTRIBUTION, Unit.COUNT, "messages that the aggregator received at once"),
    QUEUE_DELAY(
            "QueueDelay", Kind.DISTRIBUTION, Unit.MILLISECONDS, "from when SQS took a message until it was received"),
    CLICK_TO_COUNTED(
            "ClickToCounted",
            Kind.DISTRIBUTION,
            Unit.MILLISECONDS,
            "from the time in a click's id until it was counted"),
    COUNTED_TO_PUSHED(
            "CountedToPushed",
            Kind.DISTRIBUTION,
            Unit.MILLISECONDS,
            "from the write to a shard until its counter's viewers were pushed to"),
    VIEWERS("Viewers", Kind.LATEST, Unit.COUNT, "connections subscribed to a counter when its total was pushed"),
    PUSHES("Pushes", Kind.SUM, Unit.COUNT, "frames that a connection took"),
    PUSHES_GONE("PushesGone", Kind.SUM, Unit.COUNT, "frames answered 410: the connection is no more"),
    PUSHES_THROTTLED("PushesThrottled", Kind.SUM, Unit.COUNT, "frames answered 429: the API's quota was used up"),
    PUSHES_FAILED("PushesFailed", Kind.SUM, Unit.COUNT, "frames that got another error, or no answer"),
    PUSHES_PUT_OFF(
            "PushesPutOff", Kind.SUM, Unit.COUNT, "pushes left to the stream's next try, as the push budget was spent"),
    GOVERNOR_WAIT(
            "GovernorWait",
            Kind.LATEST,
            Unit.MILLISECONDS,
            "how long pushes waited for the governor's leave; 0 while it is free");

    /** Where in CloudWatch they are. */
    public static final String NAMESPACE = "Tally";

    /** What becomes of several values. */
    public enum Kind {
        /** They are added. */
        SUM,
        /** They are kept, for percentiles. */
        DISTRIBUTION,
        /** The last one tells how it is now. */
        LATEST
    }

    /** The units, as CloudWatch calls them. */
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

    public Kind kind() {
        return kind;
    }

    public Unit unit() {
        return unit;
    }

    /** What it is, as a phrase. */
    public String meaning() {
        return meaning;
    }

    /** Its name. */
    @Override
    public String toString() {
        return text;
    }
}
