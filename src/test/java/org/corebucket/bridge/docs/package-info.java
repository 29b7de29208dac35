/** What the documentation says, done: its commands are run, and its links followed. */
@NullMarked
package org.corebucket.bridge.docs;

import org.jspecify.annotations.NullMarked;
