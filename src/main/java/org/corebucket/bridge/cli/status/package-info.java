/**
 * The command {@code status}, which shows the state of a deployment on one screen, and what could not be found out. It
 * writes nothing.
 */
@NullMarked
package org.corebucket.bridge.cli.status;

import org.jspecify.annotations.NullMarked;
