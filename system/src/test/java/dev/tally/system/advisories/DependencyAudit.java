package dev.tally.system.advisories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The search for all dependencies in the database of open-source vulnerabilities: {@code make audit-dependencies}. It
 * is not part of the tests, because its result depends on the day. {@code OSV_URL} selects another database.
 */
class DependencyAudit {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final Path BOM = ROOT.resolve("target/bom.json");

    @Test
    void dependencies_all_haveNoAdvisoryThatIsNotAccepted() throws Exception {
        assertThat(BOM).as("the output of make sbom").exists();
        Set<String> urls = new TreeSet<>(Dependencies.ofBom(BOM));
        urls.addAll(Dependencies.ofLockFile(ROOT.resolve("web/client/package-lock.json")));
        urls.addAll(Dependencies.ofLockFile(ROOT.resolve("web/button/package-lock.json")));
        urls.addAll(Dependencies.ofLockFile(ROOT.resolve("web/app/package-lock.json")));

        SortedMap<String, Set<String>> advisories = Accepted.read(ROOT.resolve("accepted-advisories.txt"))
                .notAccepted(advisoriesOf(urls), LocalDate.now(ZoneOffset.UTC));

        advisories.forEach((url, ids) ->
                ids.forEach(id -> System.out.println("advisory: " + url + " https://osv.dev/vulnerability/" + id)));
        System.out.println("advisory: " + urls.size() + " packages, " + advisories.size() + " with advisories");
        assertThat(advisories)
                .as("packages with advisories: update them, or accept them with a reason in accepted-advisories.txt")
                .isEmpty();
    }

    private static SortedMap<String, Set<String>> advisoriesOf(Set<String> urls)
            throws InterruptedException, IOException {
        URI database =
                Optional.ofNullable(System.getenv("OSV_URL")).map(URI::create).orElse(OsvClient.PUBLIC);
        try {
            return new OsvClient(database).advisories(urls);
        } catch (ConnectException | HttpTimeoutException outOfReach) {
            String reason =
                    "SKIPPED: the audit of dependencies cannot reach " + database + ": run it with network access";
            System.out.println(reason);
            return abort(reason);
        }
    }
}
