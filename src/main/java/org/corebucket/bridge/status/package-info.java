/**
 * The state of a deployment, section by section, for people and for programs. The sections change nothing, and say what
 * they could not find out.
 */
@NullMarked
package org.corebucket.bridge.status;

import org.jspecify.annotations.NullMarked;
