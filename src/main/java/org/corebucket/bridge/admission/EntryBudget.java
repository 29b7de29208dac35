package org.corebucket.bridge.admission;

/**
 * How many envelopes with a timestamp are remembered now, of how many that may be: counted by the hour in which they are
 * forgotten, so that a passing hour gives back its count at once. Threads may share it.
 */
final class EntryBudget {

    private final long most;
    private final long[] byHour;
    private int oldest;
    private long living;

    /**
     * A budget of nothing yet.
     *
     * @param hours by how many an envelope is forgotten later than it came, at most
     * @param hour now
     */
    EntryBudget(long most, int hours, int hour) {
        this.most = most;
        this.byHour = new long[hours + 1];
        this.oldest = hour;
    }

    /** Counts one more, if there is room. */
    synchronized boolean take(int stamp, int hour) {
        passTo(hour);
        if (living >= most) {
            return false;
        }
        count(stamp, 1);
        return true;
    }

    /** Counts one more, room or not: what is in the ledger is remembered. */
    synchronized void force(int stamp, int hour) {
        passTo(hour);
        count(stamp, 1);
    }

    /** Counts one less, which was taken before, unless its hour has passed. */
    synchronized void giveBack(int stamp) {
        if (stamp >= oldest) {
            count(stamp, -1);
        }
    }

    synchronized long living() {
        return living;
    }

    private void count(int stamp, int change) {
        int hour = Math.min(Math.max(stamp, oldest), oldest + byHour.length - 1);
        byHour[hour % byHour.length] += change;
        living += change;
    }

    /** Hours only pass forwards: a clock that is put back frees nothing. */
    private void passTo(int hour) {
        for (int passed = 0; oldest < hour && passed < byHour.length; passed++) {
            living -= byHour[oldest % byHour.length];
            byHour[oldest % byHour.length] = 0;
            oldest++;
        }
        oldest = Math.max(oldest, hour);
    }
}
