/** Files for their owner alone, reached through no link; lines in them that are appended durably or not at all. */
@NullMarked
package org.corebucket.bridge.client.outbox.file;

import org.jspecify.annotations.NullMarked;
