@org.jspecify.annotations.NullMarked
package dev.tally.localstack.quota;
