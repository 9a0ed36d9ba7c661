package dev.tally.localstack.cloud.units;

import org.jspecify.annotations.Nullable;

/**
 * One item or partition of a call.
 *
 * @param key value of the partition key, null for a whole table
 * @param write whether the call writes to it
 * @param least the fewest units of the call for it
 */
record Target(String table, @Nullable String key, boolean write, double least) {

    String partition() {
        return table + "/" + key;
    }
}
