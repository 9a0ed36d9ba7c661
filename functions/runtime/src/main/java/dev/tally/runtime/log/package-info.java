/** How a function writes its log: as text for people, or as JSON objects for machines. */
@NullMarked
package dev.tally.runtime.log;

import org.jspecify.annotations.NullMarked;
