/** The endpoints of this machine's HTTP port: APIs, web page, metrics and tools. */
@NullMarked
package dev.tally.localstack.front;

import org.jspecify.annotations.NullMarked;
