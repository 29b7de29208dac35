/** The processes of this machine as the kernel tells of them, and a tree of them ended for sure. */
@NullMarked
package org.corebucket.bridge.process;

import org.jspecify.annotations.NullMarked;
