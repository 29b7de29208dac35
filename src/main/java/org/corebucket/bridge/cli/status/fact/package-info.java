/** What a section of the screen is: what it asks about, what it found, and how much that concerns the operator. */
@NullMarked
package org.corebucket.bridge.cli.status.fact;

import org.jspecify.annotations.NullMarked;
