package dev.tally.runtime;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;

/** The classes that Caffeine loads by name for a cache, so that a native image must contain them. */
public final class CaffeineClasses {

    private CaffeineClasses() {}

    /** Returns the classes of a cache with an entry. The fields lead from the owner to the cache. */
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
