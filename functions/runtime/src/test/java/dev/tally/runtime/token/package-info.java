/** The tests of token validation, and an issuer that other tests use. */
@NullMarked
package dev.tally.runtime.token;

import org.jspecify.annotations.NullMarked;
