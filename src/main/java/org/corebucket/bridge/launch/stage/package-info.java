/** What a run has on disk while it lasts: its staged files, and a record by which others find and end it. */
@NullMarked
package org.corebucket.bridge.launch.stage;

import org.jspecify.annotations.NullMarked;
