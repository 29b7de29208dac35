/** When jobs are due. Every due time ends in exactly one state, even after a pause, a crash, or a jump of the clock. */
@NullMarked
package org.corebucket.bridge.automation.schedule;

import org.jspecify.annotations.NullMarked;
