/** Lambda on one machine: functions as processes on a client of the Runtime API, and the Invoke API. */
@NullMarked
package dev.tally.localstack.lambda;

import org.jspecify.annotations.NullMarked;
