/** The page, the button and the examples in Chromium, and the browser client as a package. */
@NullMarked
package dev.tally.system.browser;

import org.jspecify.annotations.NullMarked;
