package org.corebucket.bridge.http.wire;

/** What happens to a connection when there are too many. */
public enum CrowdingListener {
    /**
     * It was closed to make room, because it had been without a request of an authenticated sender for longer than all
     * others.
     */
    MADE_ROOM("made_room"),
    /**
     * Its body was refused: the oldest one that was still arriving, of a sender or address that had too many such
     * bodies.
     */
    SLOW_BODY("slow_body"),
    /** It was refused, because no other connection could make room. */
    TURNED_AWAY("turned_away");

    private final String text;

    CrowdingListener(String text) {
        this.text = text;
    }

    /** The word for it in metrics and logs. */
    public String text() {
        return text;
    }
}
