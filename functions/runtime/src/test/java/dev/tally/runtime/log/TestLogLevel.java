package dev.tally.runtime.log;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The log level of the tests of every module.
 *
 * <p>Without an application, Quarkus keeps the lines of all levels for its start. The libraries then format each of
 * their debug lines, which takes half of the processor time of an embedded table.
 */
public final class TestLogLevel implements LauncherSessionListener {

    /** Keeps the level, because a logger without references can be collected with its level. */
    private static final Logger ROOT = Logger.getLogger("");

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        ROOT.setLevel(Level.INFO);
    }
}
