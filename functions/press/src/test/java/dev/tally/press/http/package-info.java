@NullMarked
package dev.tally.press.http;

import org.jspecify.annotations.NullMarked;
