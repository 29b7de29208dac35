package org.corebucket.bridge.crypto;

/**
 * The two halves of a key pair by their places in {@code security/}, and what can be typed to mend one. The pair that modules
 * sign with has no prefix, and is called {@code module} on the command line.
 *
 * @param prefix what stands before {@code private.pem} and {@code public.pem}, with its directory; possibly a directory alone
 */
public record KeyHalves(String prefix) {

    private static final String PRIVATE = "private.pem";
    private static final String PUBLIC = "public.pem";

    /** The pair that a half belongs to; of a file with another name a pair whose halves are called as usual. */
    public static KeyHalves of(String path) {
        if (path.endsWith(PRIVATE)) {
            return new KeyHalves(path.substring(0, path.length() - PRIVATE.length()));
        }
        return new KeyHalves(path.endsWith(PUBLIC) ? path.substring(0, path.length() - PUBLIC.length()) : path + ".");
    }

    /** Where the private half lies. */
    public String privateHalf() {
        return prefix + PRIVATE;
    }

    /** Where the public half lies. */
    public String publicHalf() {
        return prefix + PUBLIC;
    }

    /** The pair's name for {@code bridgectl keys}. */
    public String name() {
        String file = prefix.substring(prefix.lastIndexOf('/') + 1);
        return file.isEmpty() ? "module" : file.substring(0, file.length() - 1);
    }

    /** How to make the public half anew from the private one. */
    public String derivePublicHalf() {
        return "openssl pkey -in " + privateHalf() + " -pubout -out " + publicHalf();
    }

    /** How to make another pair in place of one that is of no use. */
    public String replace() {
        return "move " + privateHalf() + " and " + publicHalf() + " away, then: bridgectl keys generate " + name();
    }
}
