/** Files of lines: lines that are durable when they are appended, and lines read from the last to the first. */
@NullMarked
package org.corebucket.bridge.lines;

import org.jspecify.annotations.NullMarked;
