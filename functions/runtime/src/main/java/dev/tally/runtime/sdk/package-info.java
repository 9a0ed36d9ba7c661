/** What the adapters of all AWS services must know of the SDK. */
@NullMarked
package dev.tally.runtime.sdk;

import org.jspecify.annotations.NullMarked;
