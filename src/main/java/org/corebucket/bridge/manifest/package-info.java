/** The sealed manifest: formats, seal, baseline, the state outside the deployment, and the checks that ask them. */
@NullMarked
package org.corebucket.bridge.manifest;

import org.jspecify.annotations.NullMarked;
