/** The specification of the stack, read from files of the project. */
@NullMarked
package dev.tally.localstack.spec;

import org.jspecify.annotations.NullMarked;
