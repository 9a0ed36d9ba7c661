/** The Quarkus beans of every function: the clock, metrics, traces, the log format and the SnapStart hooks. */
@NullMarked
package dev.tally.runtime.quarkus;

import org.jspecify.annotations.NullMarked;
