/**
 * Keeps updates on disk until their receipts are in hand. An update that {@code add} accepted survives the end of the process
 * and of the machine. It leaves in the order in which updates were added, module by module, and only once it was received or
 * rejected.
 *
 * <p>On disk, in a directory that only its owner can enter:
 *
 * <pre>
 * .lock                               the lock of changes: held while lines are appended, never while something is sent
 * .drain.lock                         the right to send: one process at a time
 * waiting/MODULE/000000000017.jsonl   a segment; its name is the number of its first line
 * waiting/MODULE/position             how far the module was sent
 * waiting/MODULE/acknowledged         the number up to which its updates were acknowledged
 * rejected/MODULE.jsonl               what the bridge rejected, and lines that were not updates
 * </pre>
 *
 * <p>{@code MODULE} is the module's name, in which every character but ASCII letters, digits, {@code -} and {@code _} is
 * written as {@code %} and four hex digits.
 *
 * <p>A segment has one update on each line, in ASCII:
 * <pre>
 * {"data": {…}, "module": "education", "queued": "2026-11-23T08:00:00Z", "session_id": "…", "number": 17}
 * </pre>
 * Lines are only appended to the last segment, by the holder of {@code .lock}; a segment of 4 MiB is closed, and the next one
 * begun. The number ends the line, so a few bytes at the end of the last segment show how many updates wait. Bytes behind the
 * last line feed are a torn tail, which a crash left of lines that {@code add} never acknowledged: they are never sent, and the
 * next {@code add} cuts them off.
 *
 * <p>{@code position} is one line that is overwritten in place. It has five fields in hex: the segment, the offset in it, the
 * number of the line there, the horizon, which is the number below which lines may have been attempted, and the CRC-32 of the
 * bytes before. The horizon is durable before an attempt goes beyond it, and runs ahead by up to 256 lines, so that most
 * attempts need no {@code fsync}; the other fields need not be durable. So an old or damaged position never makes an update be
 * sent as if it had not been attempted: it only makes the sender ask again for receipts that it had.
 *
 * <p>{@code acknowledged} is one line that is overwritten after each {@code add}: the number behind its last update, in hex,
 * and a CRC-32. It is not durable, so it may lag behind, but it is never ahead. This number, the numbers that name the
 * segments, and {@code position} show which updates are missing. Each gap is reported, recorded in {@code rejected/}, and
 * passed over; a number is never used twice.
 *
 * <p>A segment is deleted once all its lines have left, and another one follows or it is larger than 64 KiB; a smaller one
 * stays, and is appended to.
 *
 * <p>A rejected update's line is {@code {"file": …, "position": …, "reason": …, "update": {…}, "rejected_at": …}}. A line that
 * was not an update has {@code "bytes"} instead of {@code "update"}, each byte as the character with that code, and no time.
 */
@NullMarked
package org.corebucket.bridge.client.outbox;

import org.jspecify.annotations.NullMarked;
