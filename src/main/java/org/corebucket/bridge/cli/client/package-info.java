/** How commands reach the bridge: where it is, who it must be, and what they prove with who they are. */
@NullMarked
package org.corebucket.bridge.cli.client;

import org.jspecify.annotations.NullMarked;
