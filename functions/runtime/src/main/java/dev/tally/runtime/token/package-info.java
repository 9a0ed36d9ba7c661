/** The validation of tokens by the rules of API Gateway's JWT authorizer; the only package that uses jose4j. */
@NullMarked
package dev.tally.runtime.token;

import org.jspecify.annotations.NullMarked;
