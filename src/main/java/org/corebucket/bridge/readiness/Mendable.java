package org.corebucket.bridge.readiness;

/** A trouble that the user can mend. An I/O error is one if its kind says more than that the disk failed. */
public interface Mendable {

    /** The kind of trouble, which decides the exit code. */
    MendableException.MendableKind kind();
}
