/** The sections of the screen, a class each. */
@NullMarked
package org.corebucket.bridge.cli.status.section;

import org.jspecify.annotations.NullMarked;
