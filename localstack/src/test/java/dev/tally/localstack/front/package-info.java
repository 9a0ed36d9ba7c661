@NullMarked
package dev.tally.localstack.front;

import org.jspecify.annotations.NullMarked;
