/**
 * Updates on disk until their receipts are in hand: what {@code add} took survives the end of the process and of the machine,
 * leaves in the order in which it came, module by module, and is forgotten only when somebody says that it arrived.
 *
 * <p>On disk, in a directory that only its owner enters:
 *
 * <pre>
 * .lock                               who changes what waits: held while lines are appended, never while something is sent
 * .drain.lock                         who sends: one process at a time
 * waiting/MODULE/000000000017.jsonl   a segment; its name is the number of its first line
 * waiting/MODULE/position             how far the module was sent
 * waiting/MODULE/acknowledged         up to where its updates were acknowledged
 * rejected/MODULE.jsonl               what the bridge refused, and what was no update
 * </pre>
 *
 * <p>{@code MODULE} is the module's name, in which all but ASCII letters, digits, {@code -} and {@code _} is written as
 * {@code %} and four hex digits.
 *
 * <p>A segment has an update a line, in ASCII:
 * <pre>
 * {"data": {…}, "module": "education", "queued": "2026-11-23T08:00:00Z", "session_id": "…", "number": 17}
 * </pre>
 * Lines are appended to the last segment alone, by whoever holds {@code .lock}; a segment of 4 MiB is closed, and the next one
 * begun. Since the number ends the line, a few bytes at the end of the last segment tell how many wait. Bytes behind the last
 * line feed are what a crash left of lines that {@code add} never acknowledged: nobody sends them, and the next {@code add}
 * cuts them off.
 *
 * <p>{@code position} is one line that is written over, five fields in hex: the segment, the offset in it, the number of the
 * line there, the number below which lines may have been attempted, and the CRC-32 of what stands before. The fourth field is
 * durable before an attempt goes beyond it, and runs ahead by up to 256 lines, so that most attempts cost no {@code fsync};
 * nothing else in it needs to be durable. An older position than the last one, or one that does not hold, so makes nobody send
 * an update as if it had never been tried: it makes the sender ask for receipts that it had already.
 *
 * <p>{@code acknowledged} is one line that is written over after an {@code add}: the number behind its last update, in hex, and a
 * CRC-32. It is not durable, so it may lag behind, and is never ahead of what was acknowledged. By it, by the numbers that name
 * the segments and by {@code position} it is known which updates are missing: each gap is told, put aside in {@code rejected/} as
 * what it is, and passed over; a number is never given twice.
 *
 * <p>A segment is deleted once all its lines have left and another one follows, or it is larger than 64 KiB; a smaller one
 * stays, and is appended to.
 *
 * <p>A rejected update's line is {@code {"file": …, "position": …, "reason": …, "update": {…}, "rejected_at": …}}; a line that
 * is no update has {@code "bytes"} instead of {@code "update"}, each byte as the character of that code, and no time.
 */
@NullMarked
package org.corebucket.bridge.client.outbox;

import org.jspecify.annotations.NullMarked;
