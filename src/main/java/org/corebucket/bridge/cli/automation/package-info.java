/** The commands about the automation's jobs: when they are due, and whether they can run. They start nothing. */
@NullMarked
package org.corebucket.bridge.cli.automation;

import org.jspecify.annotations.NullMarked;
