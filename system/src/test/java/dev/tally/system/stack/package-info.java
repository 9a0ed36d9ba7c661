/** The stack as a process, its tools, and the stack before an emulator. */
@NullMarked
package dev.tally.system.stack;

import org.jspecify.annotations.NullMarked;
