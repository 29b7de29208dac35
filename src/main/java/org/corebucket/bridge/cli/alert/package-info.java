/** The command that tries out whether alerts arrive. */
@NullMarked
package org.corebucket.bridge.cli.alert;

import org.jspecify.annotations.NullMarked;
