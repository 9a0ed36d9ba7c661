/** The HTTP mechanics of press: URLs, bodies, problems, compression and the limits, independent of the calls. */
@NullMarked
package dev.tally.press.http;

import org.jspecify.annotations.NullMarked;
