/** Strict JSON: one parser whose errors name the line, one tree, and the canonical form that signatures cover. */
@NullMarked
package org.corebucket.bridge.json;

import org.jspecify.annotations.NullMarked;
