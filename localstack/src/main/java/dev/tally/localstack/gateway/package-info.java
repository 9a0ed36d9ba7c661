/** API Gateway on one machine: HTTP requests as events of payload format 2.0. */
@NullMarked
package dev.tally.localstack.gateway;

import org.jspecify.annotations.NullMarked;
