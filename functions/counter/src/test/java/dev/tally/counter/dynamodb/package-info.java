/** Tests of the adapter on DynamoDB Local. */
@NullMarked
package dev.tally.counter.dynamodb;

import org.jspecify.annotations.NullMarked;
