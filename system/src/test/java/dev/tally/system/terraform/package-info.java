/** What Terraform makes of {@code infra/stack.yaml}; skipped aloud where Terraform is not installed. */
@NullMarked
package dev.tally.system.terraform;

import org.jspecify.annotations.NullMarked;
