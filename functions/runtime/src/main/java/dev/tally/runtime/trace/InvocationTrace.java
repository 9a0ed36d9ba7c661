package dev.tally.runtime.trace;

import com.amazonaws.services.lambda.runtime.Context;

/** The trace header that Lambda sends with an invocation. */
public final class InvocationTrace {

    /** The system property in which the runtimes pass the header to the AWS SDK. */
    static final String PROPERTY = "com.amazonaws.xray.traceHeader";

    private InvocationTrace() {}

    /** Returns the header of an invocation, empty if there is none. */
    public static String header(Context context) {
        String header = context.getXrayTraceId();
        // Quarkus' context for native images has no trace id. Its poll loop handles one invocation at a time, and sets
        // the property for each. The context comes first, because invocations that run at once share the property.
        return header == null ? System.getProperty(PROPERTY, "") : header;
    }
}
