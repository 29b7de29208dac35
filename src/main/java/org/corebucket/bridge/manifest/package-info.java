/** The manifest: its formats, and whether the files that it lists are what it says. */
@NullMarked
package org.corebucket.bridge.manifest;

import org.jspecify.annotations.NullMarked;
