/** Every key's purpose, the files of its pair with their modes, and the ring of public halves that still verify. */
@NullMarked
package org.corebucket.bridge.keys;

import org.jspecify.annotations.NullMarked;
