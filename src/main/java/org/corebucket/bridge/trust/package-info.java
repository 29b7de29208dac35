/**
 * Who may decide on a deployment (CONTRACT 13): the trust root names keys, and how many of them each act takes; its versions form a
 * chain, and signatures of any act are counted by it.
 */
@NullMarked
package org.corebucket.bridge.trust;

import org.jspecify.annotations.NullMarked;
