/** Who may decide: the trust root, and what is proposed, approved and completed. */
@NullMarked
package org.corebucket.bridge.cli.approval;

import org.jspecify.annotations.NullMarked;
