package dev.tally.localstack.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import dev.tally.localstack.runtime.RuntimeClasses;
import dev.tally.localstack.runtime.RuntimeClient;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program that receives the invocations in the process of a Java function. */
public enum FunctionRuntime {

    /** AWS's runtime interface client, as in Lambda's Java runtimes. It has native libraries for Linux only. */
    AWS(AWSLambda.class) {
        @Override
        Program unpackInto(Path directory) {
            String library = "-D" + NativeLibrary.PROPERTY + "=" + NativeLibrary.unpackInto(directory);
            return new Program(mainClass(), List.of(library), RuntimeJars.classPath());
        }
    },

    /** The local stack's own client, in plain Java. */
    JAVA(RuntimeClient.class) {
        @Override
        Program unpackInto(Path directory) {
            Path classes = directory.resolve("runtime");
            RuntimeClasses.copyInto(classes);
            // The same jars as for AWS's client, so that a function has the same class path with both.
            String classPath = RuntimeJars.classPath() + File.pathSeparator + classes;
            return new Program(mainClass(), List.of(), classPath);
        }
    };

    /** The variable that selects a client, for tests. */
    static final String VARIABLE = "TALLY_RUNTIME_CLIENT";

    /**
     * A client, ready to start.
     *
     * @param options of the JVM
     */
    record Program(String mainClass, List<String> options, String classPath) {}

    private final Class<?> main;

    FunctionRuntime(Class<?> main) {
        this.main = main;
    }

    String mainClass() {
        return main.getName();
    }

    /** Writes the files that the client needs into a directory. */
    abstract Program unpackInto(Path directory);

    /**
     * Returns the client for this machine: AWS's if it has a library for this machine, unless the variable selects one.
     *
     * @throws IllegalArgumentException if the variable has another value than {@code aws} and {@code java}
     */
    static FunctionRuntime ofThisMachine() {
        return choose(System.getenv(VARIABLE), NativeLibrary.isForThisMachine());
    }

    static FunctionRuntime choose(@Nullable String variable, boolean nativeLibrary) {
        if (variable == null || variable.isEmpty()) {
            return nativeLibrary ? AWS : JAVA;
        }
        return switch (variable) {
            case "aws" -> AWS;
            case "java" -> JAVA;
            default -> throw new IllegalArgumentException(VARIABLE + " must be aws or java, not '" + variable + "'");
        };
    }
}
