package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.Routes;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The comparison of docs/openapi.yaml with the resources and with {@link Routes}. */
@QuarkusTest
class OpenApiRoutesTest {

    private static final ApiDocument DOCUMENT = ApiDocument.read();
    private static final int LONGEST_PATH = 4;

    @Inject
    ApiClient api;

    @Inject
    BeanManager beans;

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
        assertThat(paths()).allSatisfy(path -> assertThat(Routes.methods(path)).isEqualTo(documented(path)));
    }

    @Test
    void call_methodThatThePathLacks_isAnsweredAsDocumented() {
        Conformance conformance = new Conformance(DOCUMENT);
        String response = "/components/responses/MethodNotAllowed";
        for (String name : DOCUMENT.operations().keySet()) {
            String path = path(name).replaceAll("\\{\\w+}", "x");
            Answer answer = api.call("DELETE", path, null);
            conformance.checkAs(response, answer);
            assertThat(answer.header("Allow")).isEqualTo(String.join(", ", documented(path)));
        }
    }

    @Test
    void call_unknownPath_isAnsweredAsDocumented() {
        new Conformance(DOCUMENT).checkAs("/components/responses/NoSuchPath", api.get("/nothing"));
    }

    @Test
    void methods_repeatedAndTrailingSlashes_areIgnored() {
        assertThat(Routes.methods("/v1//counters/likes/")).containsExactly("GET", "HEAD");
        assertThat(Routes.methods("/")).isEmpty();
    }

    @Test
    void options_anyPath_returnsTheMethods() {
        Answer answer = api.call("OPTIONS", "/v1/posts", null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(String.valueOf(answer.header("Allow")).split(", "))
                .containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS", "POST");
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
