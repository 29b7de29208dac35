/** The command that certifies, and says whether a certificate still holds. */
@NullMarked
package org.corebucket.bridge.cli.certify;

import org.jspecify.annotations.NullMarked;
