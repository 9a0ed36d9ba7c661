/** Lambda on one machine: functions as processes on AWS's Java runtime interface client, and the Invoke API. */
@NullMarked
package dev.tally.localstack.lambda;

import org.jspecify.annotations.NullMarked;
