/**
 * The commands by which a deployment is administered: made, sealed, restored, stopped and resolved; its keys, tokens, ledger, alerts and certificate.
 */
@NullMarked
package org.corebucket.bridge.cli.admin;

import org.jspecify.annotations.NullMarked;
