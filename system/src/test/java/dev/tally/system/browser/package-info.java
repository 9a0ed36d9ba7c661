/** The page and the browser client in Chromium. */
@NullMarked
package dev.tally.system.browser;

import org.jspecify.annotations.NullMarked;
