/** What an envelope has to pass before it is stored: the refusals that there are, and the settings that they follow. */
@NullMarked
package org.corebucket.bridge.admission;

import org.jspecify.annotations.NullMarked;
