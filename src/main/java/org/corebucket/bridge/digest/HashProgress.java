package org.corebucket.bridge.digest;

/** Is told how hashing proceeds, by several threads at once. */
public interface HashProgress {

    /** Ignores what it is told. */
    HashProgress NONE = new HashProgress() {
        @Override
        public void read(long bytes) {}

        @Override
        public void fileDone() {}
    };

    /** Told that so many more bytes were read. */
    void read(long bytes);

    /** Told that one more file is done, whatever was found. */
    void fileDone();
}
