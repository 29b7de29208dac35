/** Files outside of the deployment that the policy names: recorded by a freeze, and compared. Nothing is ever written to them. */
@NullMarked
package org.corebucket.bridge.outside;

import org.jspecify.annotations.NullMarked;
