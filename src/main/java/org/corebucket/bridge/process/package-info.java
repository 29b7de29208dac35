/**
 * The processes of this machine as the kernel tells of them, a tree of them ended for sure, and the signal by which a loop or a server
 * is told to end.
 */
@NullMarked
package org.corebucket.bridge.process;

import org.jspecify.annotations.NullMarked;
