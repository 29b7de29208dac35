/** A host's way to a bridge: its address, whom to trust there, and the keys and tokens that prove who speaks. */
@NullMarked
package org.corebucket.bridge.client.connection;

import org.jspecify.annotations.NullMarked;
