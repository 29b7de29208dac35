/**
 * Connections below HTTP. They are counted, have deadlines, and end in a way that the last answer arrives. Heads and
 * chunks are read strictly.
 */
@NullMarked
package org.corebucket.bridge.http.wire;

import org.jspecify.annotations.NullMarked;
