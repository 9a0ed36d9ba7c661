package dev.tally.localstack.runtime;

import java.io.InputStream;

/** An event for the handler, as JSON, and its context. */
record Invocation(InvocationContext context, InputStream event) {}
