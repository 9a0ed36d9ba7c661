/** The proofs of Terraform's stack. They are skipped with a message if Terraform is not installed. */
@NullMarked
package dev.tally.system.terraform;

import org.jspecify.annotations.NullMarked;
