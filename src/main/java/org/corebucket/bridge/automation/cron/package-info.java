/**
 * Cron expressions: read strictly, and what they mean in a zone over its daylight-saving changes. A parser of ours: the library
 * at hand, cron-utils 9.2.1, leaves a daily job out on the day that its hour is skipped; away from such changes the tests
 * compare the two.
 */
@NullMarked
package org.corebucket.bridge.automation.cron;

import org.jspecify.annotations.NullMarked;
