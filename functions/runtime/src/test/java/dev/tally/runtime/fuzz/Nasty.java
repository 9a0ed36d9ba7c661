package dev.tally.runtime.fuzz;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Texts that have broken parsers, alone and within valid texts. */
public final class Nasty {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_PIECES = 3;
    private static final int SHORT = 100;

    private static final List<String> CORPUS = corpus();

    private Nasty() {}

    /** Returns texts of the corpus, and arbitrary texts. */
    public static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(CORPUS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(SHORT)));
    }

    /** Returns valid texts, unchanged or with nasty pieces in them. */
    public static Arbitrary<String> near(String... valid) {
        return near(Arbitraries.of(valid));
    }

    /** Returns generated valid texts, unchanged or with nasty pieces in them. */
    public static Arbitrary<String> near(Arbitrary<String> valid) {
        Arbitrary<String> broken = Combinators.combine(
                        valid, pieces().list().ofMinSize(1).ofMaxSize(MAX_PIECES))
                .as((text, pieces) -> pieces.stream().reduce(text, (whole, piece) -> piece.into(whole), (a, b) -> a));
        return Arbitraries.oneOf(valid, broken, texts());
    }

    private static Arbitrary<Piece> pieces() {
        Arbitrary<Double> place = Arbitraries.doubles().between(0, 1);
        return Combinators.combine(texts(), place, Arbitraries.integers().between(0, 8))
                .as(Piece::new);
    }

    private static List<String> corpus() {
        List<String> corpus = new ArrayList<>(lines());
        corpus.add("[".repeat(10_000));
        corpus.add("{\"a\":".repeat(10_000));
        corpus.add("[".repeat(900) + "]".repeat(900));
        corpus.add("9".repeat(10_000));
        corpus.add("1." + "0".repeat(10_000) + "1");
        corpus.add("a".repeat(10_000));
        corpus.add("a,".repeat(5_000));
        corpus.add("/".repeat(5_000));
        corpus.add("\u00e9".repeat(5_000));
        return corpus;
    }

    /** Returns the lines of the corpus. Each line is a JSON string, so that it can contain any character. */
    private static List<String> lines() {
        try (InputStream file = Objects.requireNonNull(Nasty.class.getResourceAsStream("/fuzz/nasty.txt"))) {
            List<String> texts = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty()) {
                    texts.add(JSON.readValue(line, String.class));
                }
            }
            return texts;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A replacement for some characters of a text. */
    private record Piece(String text, double at, int length) {

        String into(String whole) {
            int from = (int) (at * whole.length());
            int to = Math.min(whole.length(), from + length);
            return whole.substring(0, from) + text + whole.substring(to);
        }
    }
}
