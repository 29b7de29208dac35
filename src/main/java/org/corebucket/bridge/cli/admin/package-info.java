/**
 * The commands that administer a deployment: they make, seal, restore and stop it, resolve its incidents, and manage
 * its keys, tokens, ledger, alerts and certificate.
 */
@NullMarked
package org.corebucket.bridge.cli.admin;

import org.jspecify.annotations.NullMarked;
