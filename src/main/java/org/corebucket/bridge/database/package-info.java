/** Connections to PostgreSQL: where it is, who we are there, what it must be before anything is believed, and the schema. */
@NullMarked
package org.corebucket.bridge.database;

import org.jspecify.annotations.NullMarked;
