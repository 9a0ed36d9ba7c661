/**
 * Press: takes a click over HTTP and answers 202 once the queue has it; reads totals, history and posts.
 *
 * <p>Resources decode and encode. {@link dev.tally.press.AcceptClick} and {@link dev.tally.press.AcceptPost} decide what
 * is accepted, {@link dev.tally.press.queue.ClickQueue} is where it goes. Whatever is refused is refused with a {@link
 * dev.tally.press.http.Problem}.
 */
@NullMarked
package dev.tally.press;

import org.jspecify.annotations.NullMarked;
