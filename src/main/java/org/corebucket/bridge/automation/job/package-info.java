/** The jobs of {@code canonical/automation/runner.json} (CONTRACT 3), read strictly. */
@NullMarked
package org.corebucket.bridge.automation.job;

import org.jspecify.annotations.NullMarked;
