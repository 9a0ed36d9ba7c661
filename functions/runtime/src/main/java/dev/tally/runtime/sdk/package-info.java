/** The common rules of all adapters that use the AWS SDK. */
@NullMarked
package dev.tally.runtime.sdk;

import org.jspecify.annotations.NullMarked;
