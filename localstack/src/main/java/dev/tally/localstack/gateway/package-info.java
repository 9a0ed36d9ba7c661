/** API Gateway on one machine: HTTP requests and WebSockets as events for functions. */
@NullMarked
package dev.tally.localstack.gateway;

import org.jspecify.annotations.NullMarked;
