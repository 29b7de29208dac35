/**
 * The certificate of readiness (CONTRACT 9): a signed statement for programs, a text for people, and the digests by which each
 * names the other.
 */
@NullMarked
package org.corebucket.bridge.certificate;

import org.jspecify.annotations.NullMarked;
