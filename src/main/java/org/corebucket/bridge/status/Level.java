package org.corebucket.bridge.status;

/** How much what a section found concerns the operator, and how it looks: a tag, and its colour as an SGR parameter. */
public enum Level {
    /** As it should be. */
    OK("[OK]", "32", "ok"),
    /** There is nothing yet, and nothing is wrong with that. */
    NONE("[--]", "90", "none"),
    /** Something to look at. */
    WARNING("[WARN]", "33", "warning"),
    /** Something that is wrong, or could not be found out. */
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

    /** As JSON has it. */
    public String text() {
        return text;
    }

    /** The tag, filled up with blanks. */
    public String tag(boolean coloured) {
        String shown = coloured ? "\u001b[" + colour + "m" + tag + "\u001b[0m" : tag;
        return shown + " ".repeat(WIDTH - tag.length());
    }

    /** Whether somebody should look. */
    public boolean concerns() {
        return this == WARNING || this == ERROR;
    }
}
