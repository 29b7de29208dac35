/** A readiness report rendered for people, programs and CI servers. */
@NullMarked
package org.corebucket.bridge.report;

import org.jspecify.annotations.NullMarked;
