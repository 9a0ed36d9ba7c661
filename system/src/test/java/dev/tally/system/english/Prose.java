package dev.tally.system.english;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The prose of one file: the comments of code, or a document without its code blocks.
 *
 * @param lines in their order
 */
record Prose(Path file, List<Line> lines) {

    private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", "dist", ".terraform");
    private static final Pattern NAMES =
            Pattern.compile(".*\\.(java|ts|tsx|css|md|tf|hcl|tfvars|sh|yaml|yml|properties|xml)|Makefile|run");
    private static final Pattern WITH_SLASHES = Pattern.compile(".*\\.(java|ts|tsx|css)");

    /** Literals come first, because they may contain the signs of a comment. */
    private static final Pattern LITERAL_OR_COMMENT = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*'|`[^`\\\\]*+(?:\\\\.[^`\\\\]*+)*`"
                    + "|(?<comment>/\\*.*?\\*/|//[^\n]*)",
            Pattern.DOTALL);

    private static final Pattern AFTER_HASH = Pattern.compile(
            "(?:^|\\s)#+ (?<comment>[^\n]*)" + "|(?:description|error_message)\\s*=\\s*\"(?<text>[^\n]*)\"",
            Pattern.MULTILINE);
    private static final Pattern IN_XML = Pattern.compile("<!--(?<comment>.*?)-->", Pattern.DOTALL);

    private static final Pattern CODE = Pattern.compile("`[^`]*`|\\{@[^}]*}|]\\([^)]*\\)|<[^>]*>|https?://\\S+");
    private static final Pattern MARKS = Pattern.compile("^[\\s/*#>|-]+|\\*/$");

    /**
     * One line of prose.
     *
     * @param text without marks, links and code
     * @param begins whether a sentence begins with it
     * @param raw as in the file
     */
    record Line(int number, String text, boolean begins, String raw) {

        int columns() {
            return raw.length();
        }

        boolean hasTableOrLink() {
            return raw.startsWith("|") || raw.contains("](") || raw.contains("://");
        }
    }

    /** Reads the prose of every file of a project that people wrote. */
    static List<Prose> below(Path root) throws IOException {
        List<Prose> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> Files.isRegularFile(file)
                            && NAMES.matcher(file.getFileName().toString()).matches())
                    .map(root::relativize)
                    .filter(file -> names(file).noneMatch(NOT_OURS::contains))
                    .sorted()
                    .forEach(file -> all.add(new Prose(file, lines(file, read(root.resolve(file))))));
        }
        return all;
    }

    String place(Line line) {
        return file + ":" + line.number();
    }

    boolean isDocument() {
        return file.toString().endsWith(".md");
    }

    private static Stream<String> names(Path file) {
        return Stream.iterate(file, path -> path != null, Path::getParent)
                .map(path -> path.getFileName().toString());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Line> lines(Path file, String content) {
        String name = file.toString();
        List<Line> lines = new ArrayList<>();
        if (name.endsWith(".md")) {
            // Blank lines keep the numbers of the others.
            add(
                    lines,
                    1,
                    Pattern.compile("^ *```.*?^ *```", Pattern.DOTALL | Pattern.MULTILINE)
                            .matcher(content)
                            .replaceAll(block ->
                                    "\n".repeat((int) block.group().lines().count() - 1)));
            return lines;
        }
        Pattern comments =
                WITH_SLASHES.matcher(name).matches() ? LITERAL_OR_COMMENT : name.endsWith(".xml") ? IN_XML : AFTER_HASH;
        for (Matcher found = comments.matcher(content); found.find(); ) {
            String comment = found.group("comment");
            if (comment == null && comments == AFTER_HASH) {
                comment = found.group("text");
            }
            if (comment != null) {
                add(
                        lines,
                        1
                                + (int) content.substring(0, found.end() - comment.length())
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count(),
                        comment);
            }
        }
        return lines;
    }

    private static void add(List<Line> lines, int first, String block) {
        int number = first;
        for (String line : block.split("\n", -1)) {
            String text = MARKS.matcher(CODE.matcher(line).replaceAll("X"))
                    .replaceAll("")
                    .strip();
            Line before = lines.isEmpty() ? null : lines.get(lines.size() - 1);
            boolean begins = before == null
                    || before.number != number - 1
                    || before.text.isEmpty()
                    || before.text.matches(".*[.:;!?]")
                    || line.matches("\\s*([-#|]|\\d+\\.) .*");
            lines.add(new Line(number, text, begins, line));
            number++;
        }
    }
}
