package org.corebucket.bridge.guard;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Why nothing was started.
 *
 * @param request what was asked for
 * @param reason which of the contract's reasons (CONTRACT 3)
 * @param detail a phrase for people on one line; what it quotes from the request is escaped
 * @param remedy what to do about it
 */
public record Refusal(RunRequest request, RefusalReason reason, String detail, String remedy) {

    /** The kinds of refusal. */
    public enum RefusalReason {
        /** A forbidden pattern of the policy matches, whatever the file's mode is. */
        FORBIDDEN("forbidden"),
        /** The policy has no such entrypoint, or the manifest does not list its file. */
        NOT_LISTED("not listed"),
        /** The deployment is not the one that was sealed. */
        CHANGED("changed"),
        /** The arguments match none of the approved forms. */
        ARGUMENTS_NOT_APPROVED("arguments not approved"),
        /** It would run something that is not sealed. */
        NOT_SEALED("not sealed"),
        /** The emergency stop is in force. */
        STOPPED("stopped");

        private final String text;

        RefusalReason(String text) {
            this.text = text;
        }

        /** Its name in logs and messages. */
        public String text() {
            return text;
        }
    }

    /** Is told of every refusal, to log it or to make an incident of it. */
    public interface Listener {

        /**
         * Told once for each refusal.
         *
         * @throws IOException if it could not be recorded; the refusal stands all the same
         */
        void refused(Refusal refusal) throws IOException;
    }

    /**
     * Tells all listeners. It stays refused, and the others are told, if one of them can't record it.
     *
     * @param unrecorded gets the trouble of each that could not
     */
    public void tell(List<Listener> listeners, Consumer<IOException> unrecorded) {
        for (Listener listener : listeners) {
            try {
                listener.refused(this);
            } catch (IOException e) {
                unrecorded.accept(e);
            }
        }
    }

    public Refusal {
        if (detail.isEmpty() || remedy.isEmpty()) {
            throw new IllegalArgumentException("a refusal has a detail and a remedy");
        }
    }
}
