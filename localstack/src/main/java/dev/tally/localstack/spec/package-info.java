/** The specification of the stack, and the files of the project that it is read from. */
@NullMarked
package dev.tally.localstack.spec;

import org.jspecify.annotations.NullMarked;
