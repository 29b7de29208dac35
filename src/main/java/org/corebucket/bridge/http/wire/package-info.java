/** Connections below HTTP: counted, timed, ended so that the last answer arrives; and the strict reading of chunks. */
@NullMarked
package org.corebucket.bridge.http.wire;

import org.jspecify.annotations.NullMarked;
