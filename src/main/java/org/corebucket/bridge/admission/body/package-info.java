/** The gates that an envelope passes once its body is there. */
@NullMarked
package org.corebucket.bridge.admission.body;

import org.jspecify.annotations.NullMarked;
