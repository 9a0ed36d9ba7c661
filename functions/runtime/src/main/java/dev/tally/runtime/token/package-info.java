/**
 * Whether a token is one of those that may be shown here, as API Gateway decides it: the one place that knows jose4j.
 */
@NullMarked
package dev.tally.runtime.token;

import org.jspecify.annotations.NullMarked;
