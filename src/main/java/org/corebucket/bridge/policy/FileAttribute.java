package org.corebucket.bridge.policy;

import org.corebucket.bridge.json.JsonWord;

/** What a freeze records of listed files and their directories besides bytes, if the policy says so. */
public enum FileAttribute implements JsonWord {
    /** The permission bits, with set-user-id, set-group-id and sticky bit. */
    MODE("mode"),
    /** The numeric id of the user. */
    OWNER("owner"),
    /** The numeric id of the group. */
    GROUP("group"),
    /** All extended attributes but those of access control lists; capabilities of files are among them. */
    XATTR("xattr"),
    /** The access control lists, a directory's default one included. */
    ACL("acl");

    private final String text;

    FileAttribute(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }
}
