/**
 * A disk that fails when it is told to, for tests of whatever writes.
 *
 * <ul>
 *   <li>To have the n-th write, sync, rename, open or directory of a command fail, be cut short or kill: {@link
 *       org.corebucket.bridge.disk.FaultyDisk} and {@link org.corebucket.bridge.disk.Fault}.
 *   <li>To see what a loss of power could have left of a command: {@link org.corebucket.bridge.disk.FaultyDisk#record}
 *       and {@link org.corebucket.bridge.disk.CrashStates}.
 *   <li>To try a command that writes on it: a line of {@link org.corebucket.bridge.disk.WritingCommand}; what serves or loops:
 *       {@link org.corebucket.bridge.disk.ServedOnAFaultyDiskTest}.
 *   <li>To have no room at all on a real file system: {@link org.corebucket.bridge.testkit.SmallDisk}.
 * </ul>
 */
@NullMarked
package org.corebucket.bridge.disk;

import org.jspecify.annotations.NullMarked;
