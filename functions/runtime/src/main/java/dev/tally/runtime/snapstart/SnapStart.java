package dev.tally.runtime.snapstart;

import org.crac.Core;
import org.crac.Resource;

/**
 * The snapshots that Lambda's SnapStart takes.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Lambda: SnapStart runtime
 *     hooks</a>
 */
public final class SnapStart {

    private static final String SNAP_START = "snap-start";

    private SnapStart() {}

    /**
     * Has the hooks called where a snapshot will be taken of this process; costs nothing elsewhere.
     *
     * @param hooks held weakly by Lambda, so whoever registers them must keep them
     */
    public static void register(Resource hooks) {
        if (SNAP_START.equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            Core.getGlobalContext().register(hooks);
        }
    }
}
