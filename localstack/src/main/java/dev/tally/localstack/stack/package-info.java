/** The assembly of a stack: all parts on this machine, or the APIs in front of an emulator's functions. */
@NullMarked
package dev.tally.localstack.stack;

import org.jspecify.annotations.NullMarked;
