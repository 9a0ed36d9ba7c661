/** AWS's quotas of {@code infra/quotas.yaml}, which the other packages enforce, and the report of the reached ones. */
@NullMarked
package dev.tally.localstack.quota;

import org.jspecify.annotations.NullMarked;
