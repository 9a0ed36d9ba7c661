package dev.tally.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;

/** The viewers of one counter, and when each saw which count. */
final class Viewers {

    private static final JsonMapper JSON = new JsonMapper();

    private final List<Viewer> all = new CopyOnWriteArrayList<>();

    Viewer open() {
        Viewer viewer = new Viewer();
        all.add(viewer);
        return viewer;
    }

    /** How many of them show any count. */
    long watching() {
        return all.stream().filter(viewer -> viewer.count() >= 0).count();
    }

    /** How many of them show that count. */
    long showing(long count) {
        return all.stream().filter(viewer -> viewer.count() == count).count();
    }

    /**
     * The time from each click to each viewer that saw it counted, in milliseconds. Which click made which count is not said, so
     * the n-th one that was pressed is taken for the one that made it n.
     *
     * @param sentMillis when each click was pressed, ascending; the counter was at 0 before
     */
    Histogram delays(long[] sentMillis) {
        Histogram delays = new Histogram(3);
        all.forEach(viewer -> viewer.addDelays(sentMillis, delays));
        return delays;
    }

    /** One of them; the latest version wins, as in every client. */
    static final class Viewer {

        private long[] millis = new long[64];
        private long[] counts = new long[64];
        private int size;
        private long version = -1;

        /** Takes a frame that came in at a time. */
        synchronized void received(String frame, long atMillis) {
            JsonNode total = parse(frame);
            if (total.path("type").asText().equals("total")
                    && total.path("version").asLong() > version) {
                version = total.path("version").asLong();
                add(atMillis, total.path("count").asLong());
            }
        }

        /** What it shows, -1 before the first total. */
        synchronized long count() {
            return size == 0 ? -1 : counts[size - 1];
        }

        /** When what it shows came, in milliseconds since the epoch. */
        synchronized long changedMillis() {
            return size == 0 ? 0 : millis[size - 1];
        }

        private void add(long atMillis, long count) {
            if (size == millis.length) {
                millis = Arrays.copyOf(millis, 2 * size);
                counts = Arrays.copyOf(counts, 2 * size);
            }
            millis[size] = atMillis;
            counts[size++] = count;
        }

        private synchronized void addDelays(long[] sentMillis, Histogram delays) {
            // What was counted before the first total that it got, it did not see coming.
            for (int frame = 1; frame < size; frame++) {
                int from = (int) Math.max(0, counts[frame - 1]);
                int to = (int) Math.min(sentMillis.length, counts[frame]);
                for (int click = from; click < to; click++) {
                    delays.recordValue(Math.max(0, millis[frame] - sentMillis[click]));
                }
            }
        }

        private static JsonNode parse(String frame) {
            try {
                return JSON.readTree(frame);
            } catch (JsonProcessingException broken) {
                throw new IllegalArgumentException("no JSON: " + frame, broken);
            }
        }
    }
}
