/** What went wrong, told to people: alerts queued on disk until a webhook or a command has taken them. */
@NullMarked
package org.corebucket.bridge.alert;

import org.jspecify.annotations.NullMarked;
