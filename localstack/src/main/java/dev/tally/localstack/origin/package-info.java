/** The distinction between requests of programs on this machine and requests of web pages. */
@NullMarked
package dev.tally.localstack.origin;

import org.jspecify.annotations.NullMarked;
