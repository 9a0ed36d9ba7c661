package dev.tally.localstack.cloud;

import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The detector of requests to DynamoDB Local that write to a table. */
final class WriteWatch extends Handler.Wrapper {

    private static final String OPERATION = "X-Amz-Target";
    private static final Set<String> WRITES = Set.of(
            "PutItem",
            "UpdateItem",
            "DeleteItem",
            "BatchWriteItem",
            "TransactWriteItems",
            "ExecuteStatement",
            "BatchExecuteStatement",
            "ExecuteTransaction");

    private final TableWrites writes;

    WriteWatch(Handler tables, TableWrites writes) {
        super(tables);
        this.writes = writes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean write = isWrite(request.getHeaders().get(OPERATION));
        return super.handle(request, response, write ? Callback.from(callback, writes::written) : callback);
    }

    /** @param target such as {@code DynamoDB_20120810.PutItem} */
    private static boolean isWrite(@Nullable String target) {
        return target != null && WRITES.contains(target.substring(target.lastIndexOf('.') + 1));
    }
}
