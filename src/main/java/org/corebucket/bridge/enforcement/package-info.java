/** What the kernel can be told to prevent, of what the toolkit itself only finds: rules for fapolicyd, and whether they are in force. */
@NullMarked
package org.corebucket.bridge.enforcement;

import org.jspecify.annotations.NullMarked;
