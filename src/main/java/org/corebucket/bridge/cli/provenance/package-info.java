/** The commands that verify, show and sign the ledger. */
@NullMarked
package org.corebucket.bridge.cli.provenance;

import org.jspecify.annotations.NullMarked;
