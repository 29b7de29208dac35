/** Jobs that run when they are due, each due time with one recorded end, and none harmed by another. */
@NullMarked
package org.corebucket.bridge.automation;

import org.jspecify.annotations.NullMarked;
