/** The certificate of readiness (CONTRACT 9): a signed statement for programs, and the same for people, line by line from checks. */
@NullMarked
package org.corebucket.bridge.certificate;

import org.jspecify.annotations.NullMarked;
