/** What the runner writes down: a report of every job that ran, and the logs of its plugins. All of it is bounded. */
@NullMarked
package org.corebucket.bridge.automation.report;

import org.jspecify.annotations.NullMarked;
