/** Cron expressions: what they mean, and when they are due while clocks change. */
@NullMarked
package org.corebucket.bridge.cron;

import org.jspecify.annotations.NullMarked;
