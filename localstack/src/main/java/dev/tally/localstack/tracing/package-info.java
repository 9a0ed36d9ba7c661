/** X-Ray on one machine: the daemon that functions tell their spans to, the traces that come of it, and their way to other tools. */
@NullMarked
package dev.tally.localstack.tracing;

import org.jspecify.annotations.NullMarked;
