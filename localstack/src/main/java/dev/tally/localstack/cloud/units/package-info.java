/** DynamoDB's quotas of capacity units, enforced on the calls of functions before they reach DynamoDB Local. */
@NullMarked
package dev.tally.localstack.cloud.units;

import org.jspecify.annotations.NullMarked;
