/**
 * The one table of checks, and what each check is given; one verification and its line in the audit log; what a
 * certificate claims, and from which evidence.
 */
@NullMarked
package org.corebucket.bridge.verification;

import org.jspecify.annotations.NullMarked;
