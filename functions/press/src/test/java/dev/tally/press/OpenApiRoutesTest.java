package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.http.Routes;
import dev.tally.press.http.Routes.Route;
import dev.tally.press.queue.FakeClickQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison of docs/openapi.yaml with the resources and with {@link Routes}. */
@QuarkusTest
class OpenApiRoutesTest {

    private static final ApiDocument DOCUMENT = ApiDocument.read();
    private static final int LONGEST_PATH = 4;

    /** Enough for a body that is compressed. */
    private static final String MANY_IDS =
            IntStream.range(0, 50).mapToObj(i -> "c" + i).collect(Collectors.joining(","));

    @Inject
    ApiClient api;

    @Inject
    BeanManager beans;

    @Inject
    RequestLimits limits;

    @Inject
    FakeClickQueue queue;

    @AfterEach
    void reset() {
        queue.reset();
        limits.forget();
    }

    @Test
    void operations_document_matchTheResources() {
        Set<String> resources = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(Bean::getBeanClass)
                .filter(type -> type.getPackageName().startsWith(PressHandler.class.getPackageName()))
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(OpenApiRoutesTest::calls)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(resources).isEqualTo(DOCUMENT.operations().keySet());
    }

    /** Compares every path of up to four words, so a route that only one side has cannot be missed. */
    @Test
    void methods_anyPath_matchTheDocument() {
        assertThat(paths()).allSatisfy(path -> assertThat(
                        Routes.of(path).map(Route::methods).orElse(List.of()))
                .isEqualTo(documented(path)));
    }

    @Test
    void parameters_anyPath_matchTheDocument() {
        for (String name : DOCUMENT.operations().keySet()) {
            Route route = Routes.of(path(name).replaceAll("\\{\\w+}", "x")).orElseThrow();
            if (name.startsWith("GET ")) {
                assertThat(Stream.concat(route.parameters().stream(), route.lists().stream()))
                        .as(name)
                        .containsExactlyInAnyOrderElementsOf(DOCUMENT.queryParameters(name));
            }
        }
    }

    /**
     * Calls every path of up to two words and every documented path, each also with a slash at its end, with every
     * method. Compares status, headers, media type and body.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"
            })
    void call_anyMethodOnAnyPath_isAnsweredAsDocumented(String method) {
        Conformance conformance = new Conformance(DOCUMENT);
        for (String path : walk()) {
            limits.forget();
            Answer answer = api.call(method, path, null);
            List<String> allowed = documented(path.split("\\?", 2)[0]);
            if (allowed.isEmpty()) {
                conformance.checkAs("/components/responses/NoSuchPath", answer);
                assertThat(answer.status()).isEqualTo(404);
            } else if (method.equals("OPTIONS")) {
                conformance.checkAs("/components/responses/Options", answer);
                assertThat(answer.status()).isEqualTo(200);
            } else if (!allowed.contains(method)) {
                conformance.checkAs("/components/responses/MethodNotAllowed", answer);
                assertThat(answer.status()).isEqualTo(405);
            } else {
                conformance.check(answer);
                continue;
            }
            assertThat(answer.header("Allow")).isEqualTo(allowed.isEmpty() ? null : String.join(", ", allowed));
        }
    }

    @Test
    void head_anyRead_hasTheHeadersOfGet() {
        for (String path : walk()) {
            limits.forget();
            Map<String, String> get =
                    api.get(path, "Accept-Encoding", "gzip").response().getHeaders();
            get.keySet().removeIf(name -> name.equalsIgnoreCase("Content-Length"));
            limits.forget();
            Answer head = api.call("HEAD", path, null, "Accept-Encoding", "gzip");
            assertThat(head.response().getHeaders()).as(path).isEqualTo(get);
            assertThat(head.response().getBody()).isNull();
        }
    }

    private static List<String> walk() {
        Stream<String> documented = DOCUMENT.operations().keySet().stream()
                .map(OpenApiRoutesTest::path)
                .map(path -> path.equals("/v1/counters") ? path + "?ids=" + MANY_IDS : path)
                .map(path -> path.replaceAll("\\{\\w+}", "x"));
        Stream<String> words = paths().stream()
                .filter(path -> path.chars().filter(c -> c == '/').count() <= 2);
        return Stream.concat(documented, words.map(path -> path.isEmpty() ? "/" : path))
                .flatMap(path -> Stream.of(path, withSlash(path)))
                .distinct()
                .toList();
    }

    private static String withSlash(String path) {
        String[] parts = path.split("\\?", 2);
        return parts[0] + "/" + (parts.length > 1 ? "?" + parts[1] : "");
    }

    private static List<String> paths() {
        Set<String> words = DOCUMENT.operations().keySet().stream()
                .flatMap(name -> Arrays.stream(path(name).substring(1).split("/")))
                .map(word -> word.startsWith("{") ? "x" : word)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> paths = new TreeSet<>(Set.of(""));
        for (int length = 0; length < LONGEST_PATH; length++) {
            List<String> shorter = List.copyOf(paths);
            shorter.forEach(path -> words.forEach(word -> paths.add(path + "/" + word)));
        }
        return List.copyOf(paths);
    }

    private static List<String> documented(String path) {
        Set<String> methods = DOCUMENT.operations().keySet().stream()
                .filter(name -> path(name).equals(template(path)))
                .map(name -> name.substring(0, name.indexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return List.copyOf(methods);
    }

    /** Returns the documented path that matches a path. If two match, the one with the later first placeholder wins. */
    private static String template(String path) {
        return DOCUMENT.operations().keySet().stream()
                .map(OpenApiRoutesTest::path)
                .filter(template -> path.matches(template.replaceAll("\\{\\w+}", "[^/]+")))
                .max(Comparator.comparingInt(template -> (template + "{").indexOf('{')))
                .orElse("");
    }

    private static String path(String operation) {
        return operation.substring(operation.indexOf(' ') + 1);
    }

    private static Stream<String> calls(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods()).flatMap(call -> httpMethods(call)
                .map(method -> ApiDocument.name(method, "/" + join(pathOf(resource), pathOf(call)))));
    }

    private static Stream<String> httpMethods(Method call) {
        return Arrays.stream(call.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(method -> method != null)
                .map(HttpMethod::value);
    }

    private static String pathOf(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }

    private static String join(String outer, String inner) {
        return Stream.of(outer, inner)
                .filter(part -> !part.isEmpty() && !part.equals("/"))
                .collect(Collectors.joining("/"));
    }
}
