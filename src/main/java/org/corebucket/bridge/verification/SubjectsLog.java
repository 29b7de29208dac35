package org.corebucket.bridge.verification;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.guard.KeyPermissionsCheck.LogPast;

/** The log of a deployment that is verified. Nothing is loaded for it unless there is a ledger, or its keys are gone. */
record SubjectsLog(VerificationSubject subject) implements LogPast {

    @Override
    public boolean hasSigned() throws IOException {
        return SubjectsLedger.logHasSigned(subject);
    }

    @Override
    public Optional<String> name() throws IOException {
        return subject.hasLedger() ? SubjectsLedger.logName(subject) : Optional.empty();
    }
}
