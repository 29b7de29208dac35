/** What a person sees on a terminal while work goes on. */
@NullMarked
package org.corebucket.bridge.cli.progress;

import org.jspecify.annotations.NullMarked;
