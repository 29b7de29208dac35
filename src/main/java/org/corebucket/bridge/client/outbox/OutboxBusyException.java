package org.corebucket.bridge.client.outbox;

import java.nio.file.FileSystemException;

/** Another process has kept the outbox locked for too long. The message says which, and that nothing was done. */
public final class OutboxBusyException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    OutboxBusyException(String file, String reason) {
        super(file, null, reason);
    }
}
