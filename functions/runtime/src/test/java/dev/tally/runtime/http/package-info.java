@NullMarked
package dev.tally.runtime.http;

import org.jspecify.annotations.NullMarked;
