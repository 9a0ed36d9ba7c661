/** Rules of HTTP that functions and the local stack share. */
@NullMarked
package dev.tally.runtime.http;

import org.jspecify.annotations.NullMarked;
