/** The policy of a deployment, read strictly, and the checks that ask it. */
@NullMarked
package org.corebucket.bridge.policy;

import org.jspecify.annotations.NullMarked;
