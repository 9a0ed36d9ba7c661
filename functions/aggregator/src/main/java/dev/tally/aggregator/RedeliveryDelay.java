package dev.tally.aggregator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The delay until SQS delivers failed messages again. It doubles with each receive, up to 30 s. */
final class RedeliveryDelay {

    private static final int[] SECONDS = {0, 1, 2, 4, 8, 16, 30};

    private RedeliveryDelay() {}

    /** Returns the delay of each message. All messages of a group have one delay, by their highest receive count. */
    static Map<Message, Duration> of(List<Message> failed) {
        Map<Optional<String>, Integer> receives =
                failed.stream().collect(Collectors.toMap(Message::group, Message::receives, Math::max));
        Map<Message, Duration> delays = new LinkedHashMap<>();
        failed.forEach(message -> delays.put(message, after(receives.getOrDefault(message.group(), 1))));
        return delays;
    }

    private static Duration after(int receives) {
        int place = Math.min(Math.max(receives, 1), SECONDS.length) - 1;
        return Duration.ofSeconds(SECONDS[place]);
    }
}
