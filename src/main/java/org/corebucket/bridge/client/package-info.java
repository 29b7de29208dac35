/**
 * What modules ask of a bridge. A call never hides what is not known: a reply says whether the bridge took an update, refused
 * it, never saw it, or may have it.
 */
@NullMarked
package org.corebucket.bridge.client;

import org.jspecify.annotations.NullMarked;
