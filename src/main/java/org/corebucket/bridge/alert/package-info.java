/** Alerts, which tell people what went wrong: they are queued on disk until a webhook or a command has taken them. */
@NullMarked
package org.corebucket.bridge.alert;

import org.jspecify.annotations.NullMarked;
