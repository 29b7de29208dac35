/** The gates that a request passes by its head alone, before its body is read. */
@NullMarked
package org.corebucket.bridge.admission.head;

import org.jspecify.annotations.NullMarked;
