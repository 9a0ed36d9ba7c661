package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The check of scripts and Makefile for macOS, which has bash 3.2, GNU Make 3.81 and BSD's tools. */
class ScriptsTest {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));

    /** Another bash for the check of the syntax. On macOS, {@code /bin/bash} is version 3.2. */
    private static final String BASH = System.getProperty("scripts.bash", "/bin/bash");

    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");

    /** A construct that macOS lacks. */
    enum Lacking {
        CHANGE_OF_CASE("echo ${name^}", "\\$\\{\\w+(\\[[^]]*])?(\\^|,)", "awk's toupper or tolower"),
        ASSOCIATIVE_ARRAY("local -A seen=()", "\\b(declare|local|typeset) +-\\w*[AngLu]", "a text or an array"),
        ARRAY_OF_LINES("mapfile -t lines", "\\b(mapfile|readarray|coproc)\\b", "while read"),
        PIPE_OF_ERRORS("make |& tee log", "\\|&|&>>|;;?&( |$)", "2>&1"),
        WAIT_FOR_ANY("wait -n", "\\bwait +-[np]", "wait for a process id"),
        TRANSFORMATION("echo ${name@Q}", "\\$\\{\\w+(\\[[^]]*])?@\\w}", "printf %q"),
        TEST_OF_A_VARIABLE("[[ -v name ]]", "\\[\\[? (.* )?-[vR] ", "${name+set}"),
        NEGATIVE_INDEX("echo ${all[-1]}", "\\$\\{\\w+\\[-", "${#all[@]} - 1"),
        DESCRIPTOR_IN_A_VARIABLE("exec {out}>log", "\\bexec +\\{\\w+}", "a number such as 3"),
        NEW_VARIABLE("echo $EPOCHSECONDS", "\\$\\{?(EPOCH\\w+|BASHPID|SRANDOM)\\b", "date +%s, $$"),
        NEW_OPTION_OF_BASH("shopt -s globstar", "\\bshopt +-\\w+ +(globstar|lastpipe|inherit_errexit)", "find"),
        TIME_IN_PRINTF("printf '%(%F)T' -1", "printf .*%\\([^)]*\\)T", "date"),

        TIME_OUT("timeout 10 docker info", "(?<!-)\\btimeout +(-\\S+ +)*\\d", "a loop that ends by $SECONDS"),
        PROC("cat /proc/1/environ", "/proc/", "ps -o"),
        LINK("readlink -f run.sh", "\\breadlink +-\\w*f|\\brealpath\\b", "cd \"$(dirname \"$0\")\" && pwd -P"),
        IN_PLACE("sed -i s/a/b/ file", "\\bsed +(-\\w+ +)*(-\\w*i\\b|--)", "a new file and mv"),
        LINE_END_IN_SED("sed 's/,/\\n/g'", "\\bsed\\b[^|]*s/[^/]*/[^/]*\\\\n", "awk or tr"),
        GNU_EXPRESSION("sed 's/a\\+//'", "\\bsed\\b(?! +-\\w*E)[^|]*\\\\[+?|]", "sed -E"),
        PERL_EXPRESSION("grep -oP '\\d+'", "\\bgrep +(-\\w+ +)*-\\w*P", "grep -E or sed -n"),
        DATE("date -d yesterday", "\\bdate +(-\\w+ +)*(-d|--|\\+\\S*%N)", "date +%s and arithmetic"),
        STAT("stat -c %s file", "\\bstat +(-\\w+ +)*(-c|--)", "wc -c, ls -l or find -newer"),
        EMPTY_XARGS("find . | xargs -r rm", "\\bxargs +(-\\S+ +)*(-\\w*[rd]\\b|--)", "while read, or -exec"),
        TEMPORARY("mktemp --suffix=.json", "\\bmktemp +(-\\w+ +)*(-[pt]\\b|--)", "mktemp -d and a name in it"),
        GNU_PROGRAM(
                "nproc", "\\b(nproc|sha\\d+sum|md5sum|tac|shuf|setsid|pidof|numfmt|gawk|ionice)\\b", "getconf, shasum"),
        ADDRESSES("ip addr", "\\bip +(-\\w+ +)*(addr|route|link)\\b", "127.0.0.1"),
        LINES_BUT_THE_LAST("head -n -1", "\\bhead +-n? *-\\d*\\w* *-|\\bhead +-[nc] *-", "sed '$d'"),
        FIND("find . -printf '%p'", "\\bfind\\b.* -(printf|readable|executable|regextype)|\\bfind +-", "find . -exec"),
        PROCESS_LIST("ps --pid 1", "\\bps +(aux|-ef|--pid|-C)", "ps -o"),
        BASE64("base64 -w0", "\\bbase64 +(-\\w+ +)*-w", "base64 | tr -d '\\n'"),
        GNU_AWK("awk '{print gensub(1, 2, 3)}'", "\\b(gensub|strftime|systime|asorti?)\\(", "plain awk"),
        LONG_OPTION(
                "sort --unique",
                "\\b(cp|mv|rm|mkdir|ls|cat|head|tail|sort|wc|tr|cut|uniq|touch|chmod|ln|find|grep)\\b[^|;&\")]* --[a-z]",
                "the option of one letter"),

        ASSIGNED_COMMAND("NAME != uname", "^[A-Za-z_.]+ *(!=|::=)", "$(shell ...)"),
        FUNCTION_OF_MAKE("$(file >out,text)", "\\$\\((file|guile|let|intcmp) ", "a recipe"),
        STATEMENT_OF_MAKE("undefine NAME", "^(undefine |private |load |\\.ONESHELL)", "a name of its own");

        private final String example;
        private final Pattern pattern;
        private final String cure;

        Lacking(String example, String pattern, String cure) {
            this.example = example;
            this.pattern = Pattern.compile(pattern);
            this.cure = cure;
        }

        boolean isIn(String line) {
            // A recipe of make has two dollars for one of the shell.
            String code = COMMENT.matcher(line.replace("$$", "$")).replaceFirst("");
            return pattern.matcher(code).find();
        }
    }

    @ParameterizedTest
    @EnumSource
    void check_example_isRejected(Lacking construct) {
        assertThat(construct.isIn(construct.example)).isTrue();
        assertThat(construct.isIn("# " + construct.example)).isFalse();
    }

    @Test
    void check_everyScript_hasOnlyConstructsThatMacOsHas() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path script :
                Stream.concat(scripts(), Stream.of(Path.of("Makefile"))).toList()) {
            List<String> lines = Files.readAllLines(ROOT.resolve(script));
            for (int at = 0; at < lines.size(); at++) {
                for (Lacking construct : Lacking.values()) {
                    if (construct.isIn(lines.get(at))) {
                        found.add(script + ":" + (at + 1) + ": " + construct + ", use " + construct.cure + ": "
                                + lines.get(at).strip());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void syntax_everyScript_isAcceptedByBash(Path script) throws Exception {
        Process bash = new ProcessBuilder(BASH, "-n", script.toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).isZero();
    }

    static Stream<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>(List.of(Path.of(".ci", "run")));
        for (String directory : List.of(".github", "infra/terraform", "localstack", "tools", "web")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
                files.map(ROOT::relativize)
                        .filter(file -> file.toString().endsWith(".sh"))
                        .forEach(scripts::add);
            }
        }
        return scripts.stream();
    }
}
