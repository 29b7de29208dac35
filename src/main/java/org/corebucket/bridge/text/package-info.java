/** How names and words are shown to people: on one line that no terminal obeys, wrapped, padded and cut; and what is a whole number. */
@NullMarked
package org.corebucket.bridge.text;

import org.jspecify.annotations.NullMarked;
