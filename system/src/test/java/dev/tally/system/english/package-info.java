/** The English of comments and documents, measured. */
@NullMarked
package dev.tally.system.english;

import org.jspecify.annotations.NullMarked;
