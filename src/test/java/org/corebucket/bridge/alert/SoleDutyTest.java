package org.corebucket.bridge.alert;

/** The duty of one process. */
final class SoleDutyTest extends AlertDutyContract {

    @Override
    protected AlertDuty make() {
        return new SoleDuty(QUIET, () -> now);
    }

    @Override
    protected void setClock() {}
}
