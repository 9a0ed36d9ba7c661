package dev.tally.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;

/** The viewers of one counter, with the time of each count that they received. */
final class Viewers {

    private static final JsonMapper JSON = new JsonMapper();

    private final List<Viewer> all = new CopyOnWriteArrayList<>();

    Viewer open() {
        Viewer viewer = new Viewer();
        all.add(viewer);
        return viewer;
    }

    /** Returns the number of viewers that show any count. */
    long watching() {
        return all.stream().filter(viewer -> viewer.count() >= 0).count();
    }

    /** Returns the number of viewers that show a count. */
    long showing(long count) {
        return all.stream().filter(viewer -> viewer.count() == count).count();
    }

    /**
     * Returns the time from each click to each viewer that received it, in milliseconds. A total does not name its
     * clicks, so the n-th press counts as the cause of count n.
     *
     * @param sentMillis the time of each press, ascending; the counter started at 0
     */
    Histogram delays(long[] sentMillis) {
        Histogram delays = new Histogram(3);
        all.forEach(viewer -> viewer.addDelays(sentMillis, delays));
        return delays;
    }

    /** A viewer. The latest version wins, as in every client. */
    static final class Viewer {

        private long[] millis = new long[64];
        private long[] counts = new long[64];
        private int size;
        private long version = -1;

        /** Records a frame and the time of its arrival. */
        synchronized void received(String frame, long atMillis) {
            JsonNode total = parse(frame);
            if (total.path("type").asText().equals("total")
                    && total.path("version").asLong() > version) {
                version = total.path("version").asLong();
                add(atMillis, total.path("count").asLong());
            }
        }

        /** Returns the count that it shows, -1 before the first total. */
        synchronized long count() {
            return size == 0 ? -1 : counts[size - 1];
        }

        /** Returns the arrival of that count in milliseconds since the epoch, 0 before the first total. */
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
            // The clicks in its first total are older than its connection.
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
                throw new IllegalArgumentException("a frame is no JSON: " + frame, broken);
            }
        }
    }
}
