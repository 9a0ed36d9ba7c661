package dev.tally.counter;

/** The name of a queue, under which shards store its watermarks. */
public final class QueueName {

    private QueueName() {}

    /** Returns the name in a queue's URL. */
    public static String of(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
