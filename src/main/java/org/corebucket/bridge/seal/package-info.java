/** The seal of a manifest: what it states, whether it holds, and what this host remembers of it outside the deployment. */
@NullMarked
package org.corebucket.bridge.seal;

import org.jspecify.annotations.NullMarked;
