/** When jobs are due. Every due time ends in exactly one state, also over a pause, a crash, and a clock that jumps. */
@NullMarked
package org.corebucket.bridge.automation.schedule;

import org.jspecify.annotations.NullMarked;
