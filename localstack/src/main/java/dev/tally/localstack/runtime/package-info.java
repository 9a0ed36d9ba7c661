/**
 * A client of Lambda's Runtime API in plain Java. It runs in the process of a function on machines for which AWS's
 * runtime interface client has no native library.
 *
 * <p>The classes depend on the JDK and on libraries that every function's zip contains, because the rest of the local
 * stack is not on the class path of a function.
 */
@NullMarked
package dev.tally.localstack.runtime;

import org.jspecify.annotations.NullMarked;
