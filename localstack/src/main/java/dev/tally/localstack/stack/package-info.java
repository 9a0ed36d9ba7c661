/** The assembly of a stack from its parts: all on this machine, or before the functions of an emulator. */
@NullMarked
package dev.tally.localstack.stack;

import org.jspecify.annotations.NullMarked;
