/** Tests of tokens, and an issuer of some for the tests of others. */
@NullMarked
package dev.tally.runtime.token;

import org.jspecify.annotations.NullMarked;
