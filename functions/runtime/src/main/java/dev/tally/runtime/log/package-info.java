/** The format of a function's log: text for people, or JSON objects for machines. */
@NullMarked
package dev.tally.runtime.log;

import org.jspecify.annotations.NullMarked;
