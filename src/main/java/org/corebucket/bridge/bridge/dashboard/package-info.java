/** The dashboard (CONTRACT 7): a page whose files anybody may have, and its data, which only admins are shown. */
@NullMarked
package org.corebucket.bridge.bridge.dashboard;

import org.jspecify.annotations.NullMarked;
