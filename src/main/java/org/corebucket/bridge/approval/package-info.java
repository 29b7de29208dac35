/** What is proposed and waits for signatures: shown in full, signed, and put in force once enough have signed it. */
@NullMarked
package org.corebucket.bridge.approval;

import org.jspecify.annotations.NullMarked;
