/** The memory of what was accepted, so that nothing is accepted twice. */
@NullMarked
package org.corebucket.bridge.admission.replay;

import org.jspecify.annotations.NullMarked;
