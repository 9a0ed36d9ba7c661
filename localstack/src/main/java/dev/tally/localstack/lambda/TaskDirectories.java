package dev.tally.localstack.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/** The unpacked artifacts. Functions share the directory of an artifact, as nothing writes to {@code /var/task}. */
final class TaskDirectories {

    /** A zip file, identified by its path and modification time. */
    private record Artifact(Path zip, FileTime written) {}

    private final class Shared {

        private final TaskDirectory directory;
        private final FunctionRuntime.Program runtime;
        private int users;

        Shared(TaskDirectory directory) {
            this.directory = directory;
            this.runtime = kind.unpackInto(directory.base());
        }
    }

    /** One function's reference to a shared directory, released when its processes have ended. */
    final class Share {

        private final Artifact artifact;
        private final Shared shared;

        private Share(Artifact artifact, Shared shared) {
            this.artifact = artifact;
            this.shared = shared;
        }

        Path root() {
            return shared.directory.root();
        }

        Path scratch() {
            return shared.directory.scratch();
        }

        FunctionRuntime.Program runtime() {
            return shared.runtime;
        }

        /** Returns a further reference to the same directory, even if the zip has changed meanwhile. */
        Share again() {
            synchronized (TaskDirectories.this) {
                shared.users++;
                return new Share(artifact, shared);
            }
        }

        /** Deletes the directory if no other function uses it. */
        void release() {
            synchronized (TaskDirectories.this) {
                shared.users--;
                if (shared.users == 0) {
                    byArtifact.remove(artifact);
                    shared.directory.delete();
                }
            }
        }
    }

    private final FunctionRuntime kind;
    private final Map<Artifact, Shared> byArtifact = new HashMap<>();

    /** @param kind the client that runs the artifacts */
    TaskDirectories(FunctionRuntime kind) {
        this.kind = kind;
    }

    /** @throws IllegalArgumentException if the file does not exist or is not a zip; the message names the file */
    synchronized Share share(String function, Path zip) {
        Artifact artifact = new Artifact(zip, written(zip));
        Shared shared =
                byArtifact.computeIfAbsent(artifact, missing -> new Shared(TaskDirectory.unpack(function, zip)));
        shared.users++;
        return new Share(artifact, shared);
    }

    private static FileTime written(Path zip) {
        try {
            return Files.exists(zip) ? Files.getLastModifiedTime(zip) : FileTime.fromMillis(0);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + zip.toAbsolutePath(), unreadable);
        }
    }
}
