/** The attributes of listed files and their directories: recorded by a freeze, compared, and put back where this user may. */
@NullMarked
package org.corebucket.bridge.attributes;

import org.jspecify.annotations.NullMarked;
