package org.corebucket.bridge.http.wire;

/** What becomes of a connection when there are more than may be. */
public enum CrowdingListener {
    /** It had no request of an authenticated sender in flight, for longer than all others, and was closed. */
    MADE_ROOM("made_room"),
    /** Its body was on its way for longer than all others of a sender or an address that had too many, and was refused. */
    SLOW_BODY("slow_body"),
    /** It came when nobody could make room, and was refused. */
    TURNED_AWAY("turned_away");

    private final String text;

    CrowdingListener(String text) {
        this.text = text;
    }

    /** As metrics and logs write it. */
    public String text() {
        return text;
    }
}
