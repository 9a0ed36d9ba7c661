/** The endpoints that this machine offers: the HTTP port with its APIs, pages, metrics and tools. */
@NullMarked
package dev.tally.localstack.front;

import org.jspecify.annotations.NullMarked;
