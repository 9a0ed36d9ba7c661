@NullMarked
package dev.tally.localstack.tracing;

import org.jspecify.annotations.NullMarked;
