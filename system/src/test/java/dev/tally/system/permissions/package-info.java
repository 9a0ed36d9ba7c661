/** The AWS calls of each function, compared with its permissions. */
@NullMarked
package dev.tally.system.permissions;

import org.jspecify.annotations.NullMarked;
