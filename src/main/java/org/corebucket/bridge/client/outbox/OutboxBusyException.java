package org.corebucket.bridge.client.outbox;

import java.nio.file.FileSystemException;
import org.corebucket.bridge.readiness.Mendable;
import org.corebucket.bridge.readiness.MendableException;

/** Another process has kept the outbox locked for too long. The message says which, and that nothing was done. */
public final class OutboxBusyException extends FileSystemException implements Mendable {

    private static final long serialVersionUID = 1L;

    OutboxBusyException(String file, String reason) {
        super(file, null, reason);
    }

    @Override
    public MendableException.MendableKind kind() {
        return MendableException.MendableKind.LOCKED;
    }
}
