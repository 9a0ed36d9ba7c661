package dev.tally.system.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A chart of grouped bars as an SVG image. Its background is opaque, so the chart is readable on light and dark pages.
 * Both follow the colour scheme of the reader's system.
 *
 * @param title also the image's accessible name
 * @param xLabel the meaning of the categories
 * @param yLabel the meaning of the values, with their unit
 * @param categories the names of the groups of bars
 * @param series the bars of one colour, with a value for each category
 */
record Chart(String title, String xLabel, String yLabel, List<String> categories, List<Series> series) {

    static final int WIDTH = 720;
    static final int HEIGHT = 360;

    /** The colours of series, of which each has a contrast of at least 3:1 to both backgrounds. */
    static final List<String> COLOURS = List.of("#2f7dd1", "#c2570c", "#0a8f5b", "#b4489f");

    static final String LIGHT = "#ffffff";
    static final String DARK = "#16181d";

    private static final int LEFT = 72;
    private static final int RIGHT = 16;
    private static final int TOP = 76;
    private static final int BOTTOM = 60;
    private static final int LINES = 5;
    private static final double GROUP_GAP = 0.3;
    private static final double CHARACTER = 6.7;
    private static final int SWATCH = 10;

    /** Values of one kind. */
    record Series(String name, List<Double> values) {}

    Chart {
        if (categories.isEmpty() || series.isEmpty() || series.size() > COLOURS.size()) {
            throw new IllegalArgumentException("a chart needs a category, and 1 to " + COLOURS.size() + " series");
        }
        for (Series one : series) {
            if (one.values().size() != categories.size()
                    || one.values().stream().anyMatch(value -> !(value >= 0) || value.isInfinite())) {
                throw new IllegalArgumentException(
                        "the series '" + one.name() + "' needs a positive value for each category: " + one.values());
            }
        }
    }

    /** Returns the image. */
    String svg() {
        List<String> parts = new ArrayList<>();
        parts.add(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title data">
                <title id="title">%s</title>
                <desc id="data">%s</desc>
                <style>
                  .back { fill: %s } text { fill: #1f2328; font: 12px system-ui, sans-serif } .title { font-weight: 600; font-size: 15px }
                  .line { stroke: #1f2328; stroke-opacity: 0.2 } .end { text-anchor: end } .middle { text-anchor: middle }
                  @media (prefers-color-scheme: dark) { .back { fill: %s } text { fill: #e6e8eb } .line { stroke: #e6e8eb } }
                </style>
                <rect class="back" width="%d" height="%d" rx="8"/>"""
                        .formatted(
                                WIDTH,
                                HEIGHT,
                                WIDTH,
                                HEIGHT,
                                escaped(title),
                                escaped(data()),
                                LIGHT,
                                DARK,
                                WIDTH,
                                HEIGHT));
        parts.add(text(LEFT, 28, "title", title));
        parts.addAll(legend());
        parts.addAll(valueAxis());
        parts.addAll(bars());
        parts.add(text(LEFT + plotWidth() / 2, HEIGHT - 14, "middle", xLabel));
        parts.add("</svg>");
        return String.join("\n", parts) + "\n";
    }

    /** Writes the image to a file. */
    void write(Path file) throws IOException {
        Files.writeString(file, svg());
    }

    /** Returns all values as text, for screen readers. */
    private String data() {
        return yLabel + ". "
                + series.stream().map(one -> one.name() + ": " + valuesOf(one)).collect(Collectors.joining("; "))
                + ".";
    }

    private String valuesOf(Series one) {
        List<String> values = new ArrayList<>();
        for (int category = 0; category < categories.size(); category++) {
            values.add(categories.get(category) + " " + number(one.values().get(category)));
        }
        return String.join(", ", values);
    }

    private List<String> legend() {
        List<String> parts = new ArrayList<>();
        parts.add(text(LEFT, 52, "", yLabel));
        double x = WIDTH - RIGHT;
        for (int index = series.size() - 1; index >= 0; index--) {
            String name = series.get(index).name();
            x -= name.length() * CHARACTER;
            parts.add(text(x, 52, "", name));
            x -= SWATCH + 4;
            parts.add(rect(x, 43, SWATCH, SWATCH, COLOURS.get(index)));
            x -= 16;
        }
        return parts;
    }

    private List<String> valueAxis() {
        List<String> parts = new ArrayList<>();
        double step = step();
        for (double value = 0; value <= top() + step / 2; value += step) {
            double y = y(value);
            parts.add("<path class=\"line\" d=\"M%d %sH%d\"/>".formatted(LEFT, decimal(y), WIDTH - RIGHT));
            parts.add(text(LEFT - 8, y + 4, "end", number(value)));
        }
        return parts;
    }

    private List<String> bars() {
        List<String> parts = new ArrayList<>();
        double group = plotWidth() / categories.size();
        double bar = group * (1 - GROUP_GAP) / series.size();
        for (int category = 0; category < categories.size(); category++) {
            double left = LEFT + group * (category + GROUP_GAP / 2);
            for (int index = 0; index < series.size(); index++) {
                double value = series.get(index).values().get(category);
                double x = left + bar * index;
                parts.add(rect(x + 1, y(value), bar - 2, y(0) - y(value), COLOURS.get(index)));
                parts.add(text(x + bar / 2, y(value) - 4, "middle", number(value)));
            }
            parts.add(text(left + bar * series.size() / 2, y(0) + 18, "middle", categories.get(category)));
        }
        return parts;
    }

    /** Returns the distance of the horizontal lines: 1, 2 or 5 times a power of ten, for at most {@value #LINES} of them. */
    private double step() {
        double most = most();
        double power = Math.pow(10, Math.floor(Math.log10(most / LINES)));
        return IntStream.of(1, 2, 5)
                .mapToDouble(factor -> factor * power)
                .filter(step -> step * LINES >= most)
                .findFirst()
                .orElse(10 * power);
    }

    private double top() {
        return step() * Math.ceil(most() / step());
    }

    private double most() {
        double most = series.stream()
                .flatMap(one -> one.values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
        return most == 0 ? 1 : most;
    }

    private double y(double value) {
        double plotHeight = HEIGHT - TOP - BOTTOM;
        return TOP + plotHeight * (1 - value / top());
    }

    private static double plotWidth() {
        return WIDTH - LEFT - RIGHT;
    }

    private static String text(double x, double y, String style, String words) {
        return "<text x=\"%s\" y=\"%s\"%s>%s</text>"
                .formatted(decimal(x), decimal(y), style.isEmpty() ? "" : " class=\"" + style + "\"", escaped(words));
    }

    private static String rect(double x, double y, double width, double height, String colour) {
        return "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>"
                .formatted(decimal(x), decimal(y), decimal(width), decimal(height), colour);
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    /** Returns a value with as many digits as people read. */
    private static String number(double value) {
        String digits = String.format(Locale.ROOT, value < 1 ? "%,.3f" : value < 100 ? "%,.1f" : "%,.0f", value);
        return digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
