/** The stack's terminal: the banner, the live line, the log's place, and the signals that stop the stack. */
@NullMarked
package dev.tally.localstack.console;

import org.jspecify.annotations.NullMarked;
