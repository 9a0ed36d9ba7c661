package dev.tally.localstack.gateway;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content types of bodies that an event carries as text and not in Base64.
 *
 * <p>AWS's documentation says "binary" and lists no types. A trial found that only these types arrive as text. A form
 * arrives in Base64, and so does a body without a type.
 *
 * @see <a href="https://github.com/ministackorg/ministack/pull/766">The trial against AWS</a>
 */
final class TextContent {

    private static final Set<String> TYPES = Set.of("application/json", "application/xml", "application/javascript");

    private TextContent() {}

    static boolean isText(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || TYPES.contains(type);
    }
}
