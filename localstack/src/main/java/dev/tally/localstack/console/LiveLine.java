package dev.tally.localstack.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The text of the live line, in ASCII because a terminal may lack other characters. */
final class LiveLine {

    private static final String SEPARATOR = " | ";
    private static final String CUT = "..";
    private static final int SHORTEST_ID = 8;
    private static final int WHOLE_RATES = 10;

    private LiveLine() {}

    /** Returns a line that is shorter than a terminal's width, because a full line could wrap. */
    static String of(Activity activity, int columns) {
        int room = Math.max(0, columns - 1);
        String numbers = String.join(SEPARATOR, numbers(activity));
        String line = activity.busiest()
                .map(busiest -> {
                    String count = String.format(Locale.ROOT, " %,d", busiest.value());
                    int idRoom = room - count.length() - SEPARATOR.length() - numbers.length();
                    return cut(busiest.counter(), Math.max(SHORTEST_ID, idRoom)) + count + SEPARATOR + numbers;
                })
                .orElse("no clicks yet" + SEPARATOR + numbers);
        return cut(line, room);
    }

    private static List<String> numbers(Activity activity) {
        List<String> numbers = new ArrayList<>();
        if (activity.busiest().isPresent()) {
            numbers.add(rate(activity.clicksPerSecond()) + " clicks/s");
        }
        numbers.add(counted(activity.viewers(), "viewer"));
        activity.pressToScreen().ifPresent(p95 -> numbers.add("p95 " + p95.toMillis() + " ms to screen"));
        activity.deadLetters().ifPresent(letters -> numbers.add(counted(letters, "dead letter")));
        return numbers;
    }

    private static String rate(double perSecond) {
        boolean whole = perSecond == 0 || perSecond >= WHOLE_RATES;
        return String.format(Locale.ROOT, whole ? "%,.0f" : "%.1f", perSecond);
    }

    private static String counted(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    private static String cut(String text, int room) {
        if (text.length() <= room) {
            return text;
        }
        return room < CUT.length() ? text.substring(0, room) : text.substring(0, room - CUT.length()) + CUT;
    }
}
