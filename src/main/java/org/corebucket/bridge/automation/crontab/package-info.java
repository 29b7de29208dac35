/** The crontab of cron(8), read line by line, and what of it jobs of this runner can take over. */
@NullMarked
package org.corebucket.bridge.automation.crontab;

import org.jspecify.annotations.NullMarked;
