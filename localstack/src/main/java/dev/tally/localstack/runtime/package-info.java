/**
 * A client of Lambda's Runtime API in plain Java. It runs in the process of a function on machines for which AWS's
 * runtime interface client has no native library.
 *
 * <p>The rest of the local stack is not on the class path of a function. The classes depend only on the JDK, on AWS's
 * client and on libraries that every function has.
 */
@NullMarked
package dev.tally.localstack.runtime;

import org.jspecify.annotations.NullMarked;
