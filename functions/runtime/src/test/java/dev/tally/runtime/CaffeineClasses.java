package dev.tally.runtime;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;

/** The classes that Caffeine looks up by name for a cache, which a native image must have. */
public final class CaffeineClasses {

    private CaffeineClasses() {}

    /** Those of a cache that is reached by fields, and has an entry. */
    public static List<String> behind(Object owner, String... fields) throws ReflectiveOperationException {
        Object cache = owner;
        for (String field : fields) {
            cache = field(cache, field);
        }
        Object node = ((Map<?, ?>) field(cache, "data")).values().iterator().next();
        return List.of(cache.getClass().getName(), node.getClass().getName());
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(owner);
                }
            }
        }
        throw new NoSuchFieldException(owner.getClass() + " has no " + name);
    }
}
