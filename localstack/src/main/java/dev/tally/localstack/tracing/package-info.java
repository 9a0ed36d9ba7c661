/** X-Ray on one machine: the daemon that receives spans, the latest traces, and the export to other tools. */
@NullMarked
package dev.tally.localstack.tracing;

import org.jspecify.annotations.NullMarked;
