/**
 * The processes of this machine as the kernel tells of them, the ending of a whole tree of them, and the signal by which a loop
 * or a server is told to end.
 */
@NullMarked
package org.corebucket.bridge.process;

import org.jspecify.annotations.NullMarked;
