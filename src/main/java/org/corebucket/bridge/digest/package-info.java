/** SHA-256 as a type, and files hashed in parallel below a root without ever following a link. */
@NullMarked
package org.corebucket.bridge.digest;

import org.jspecify.annotations.NullMarked;
