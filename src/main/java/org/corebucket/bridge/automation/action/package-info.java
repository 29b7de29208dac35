/** What jobs do, and what came of it: a bug, a time-out or a bridge that is gone harms the one action only. */
@NullMarked
package org.corebucket.bridge.automation.action;

import org.jspecify.annotations.NullMarked;
