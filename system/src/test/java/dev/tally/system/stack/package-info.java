/** The stack as a process, its tools, and the gateway in front of an emulator. */
@NullMarked
package dev.tally.system.stack;

import org.jspecify.annotations.NullMarked;
