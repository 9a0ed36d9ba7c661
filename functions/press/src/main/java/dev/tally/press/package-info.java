/**
 * Press: accepts clicks over HTTP, and returns 202 once the queue has them; reads totals, history and posts.
 *
 * <p>Resources decode requests and encode answers. {@link dev.tally.press.AcceptClick} and {@link
 * dev.tally.press.AcceptPost} validate messages and send them to the {@link dev.tally.press.queue.ClickQueue}. Every
 * rejection is a {@link dev.tally.press.http.Problem}.
 */
@NullMarked
package dev.tally.press;

import org.jspecify.annotations.NullMarked;
