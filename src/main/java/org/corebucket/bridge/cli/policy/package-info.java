/** The commands about the policy as it was sealed. They change nothing. */
@NullMarked
package org.corebucket.bridge.cli.policy;

import org.jspecify.annotations.NullMarked;
