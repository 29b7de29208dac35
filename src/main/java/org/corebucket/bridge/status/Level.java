package org.corebucket.bridge.status;

/** How much a section needs the operator's attention, with the tag that shows it and its colour as an SGR parameter. */
public enum Level {
    /** All is as it should be. */
    OK("[OK]", "32", "ok"),
    /** There is nothing yet, and nothing is wrong with that. */
    NONE("[--]", "90", "none"),
    /** There is something to look at. */
    WARNING("[WARN]", "33", "warning"),
    /** Something is wrong, or could not be found out. */
    ERROR("[ERROR]", "1;31", "error");

    private static final int WIDTH = 8;

    private final String tag;
    private final String colour;
    private final String text;

    Level(String tag, String colour, String text) {
        this.tag = tag;
        this.colour = colour;
        this.text = text;
    }

    /** The level's name in JSON. */
    public String text() {
        return text;
    }

    /** The tag, padded with blanks to eight columns. */
    public String tag(boolean coloured) {
        String shown = coloured ? "\u001b[" + colour + "m" + tag + "\u001b[0m" : tag;
        return shown + " ".repeat(WIDTH - tag.length());
    }

    /** Whether the operator should look at it. */
    public boolean concerns() {
        return this == WARNING || this == ERROR;
    }
}
