/** {@code sync}: updates into the outbox, and from there to the bridge. */
@NullMarked
package org.corebucket.bridge.cli.sync;

import org.jspecify.annotations.NullMarked;
