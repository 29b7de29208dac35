package org.corebucket.bridge.digest;

/** Told how hashing goes, from several threads at once. */
public interface HashProgress {

    /** For those who do not ask. */
    HashProgress NONE = new HashProgress() {
        @Override
        public void read(long bytes) {}

        @Override
        public void fileDone() {}
    };

    /** So many more bytes were read. */
    void read(long bytes);

    /** One more file is done, whatever came of it. */
    void fileDone();
}
