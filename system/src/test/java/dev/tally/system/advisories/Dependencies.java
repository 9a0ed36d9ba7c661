package dev.tally.system.advisories;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The shipped packages and those that build the page, as package URLs.
 *
 * @see <a href="https://github.com/package-url/purl-spec">Package URL</a>
 */
final class Dependencies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWN = "pkg:maven/dev.tally/";
    private static final String MODULES = "node_modules/";

    private Dependencies() {}

    /** Returns the packages of a CycloneDX document, without Tally's own modules. */
    static Set<String> ofBom(Path file) throws IOException {
        Set<String> urls = new TreeSet<>();
        for (JsonNode component : JSON.readTree(file.toFile()).path("components")) {
            String url = component.path("purl").asText().split("[?#]", 2)[0];
            if (!url.isEmpty() && !url.startsWith(OWN)) {
                urls.add(url);
            }
        }
        return urls;
    }

    /** Returns the packages of an npm lock file, without Tally's own: they are links, which have no version. */
    static Set<String> ofLockFile(Path file) throws IOException {
        Set<String> urls = new TreeSet<>();
        JSON.readTree(file.toFile()).path("packages").properties().forEach(entry -> {
            int name = entry.getKey().lastIndexOf(MODULES);
            if (name >= 0 && entry.getValue().has("version")) {
                urls.add("pkg:npm/"
                        + entry.getKey().substring(name + MODULES.length()).replace("@", "%40") + "@"
                        + entry.getValue().get("version").asText());
            }
        });
        return urls;
    }
}
