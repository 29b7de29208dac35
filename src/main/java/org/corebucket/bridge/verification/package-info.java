/** The one table of checks, and what each is given; what a certificate claims, and from which evidence. */
@NullMarked
package org.corebucket.bridge.verification;

import org.jspecify.annotations.NullMarked;
