/** The search for known vulnerabilities of the shipped packages. */
@NullMarked
package dev.tally.system.advisories;

import org.jspecify.annotations.NullMarked;
