package dev.tally.system.kit;

import dev.tally.localstack.spec.StackSpec;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * One action of a function on one resource, named as in {@link StackSpec.Permission}.
 *
 * @param action as IAM names it, such as {@code dynamodb:GetItem}
 * @param on such as {@code table:counters}
 */
public record Access(String function, String action, String on) {

    /** Returns all actions that the functions may make. */
    public static Set<Access> permitted(StackSpec spec) {
        Set<Access> permitted = new LinkedHashSet<>();
        spec.functions().forEach((name, function) -> function.permissions().forEach(permission -> permission
                .actions()
                .forEach(action -> permitted.add(new Access(name, action, permission.on())))));
        return permitted;
    }

    /** Returns, as text, the accesses in {@code some} that are not in {@code others}. */
    public static Set<String> without(Set<Access> some, Set<Access> others) {
        Set<String> rest = new TreeSet<>();
        some.stream().filter(access -> !others.contains(access)).forEach(access -> rest.add(access.words()));
        return rest;
    }

    /** Returns the access as text, such as {@code press: sqs:SendMessage on queue:clicks}. */
    public String words() {
        return function + ": " + action + " on " + on;
    }
}
