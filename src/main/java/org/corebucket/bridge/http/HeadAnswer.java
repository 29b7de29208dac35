package org.corebucket.bridge.http;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a service makes of a request's head. */
public sealed interface HeadAnswer {

    /**
     * The same answer to a request whose sender is known. Its connection is kept while it is in flight, whoever else wants to
     * connect; but one sender can't keep them all.
     *
     * @param sender what tells one from another, like its token; it is shown nowhere
     */
    default HeadAnswer from(String sender) {
        return this;
    }

    /**
     * Answers at once; a body is not read, and the connection ends after the answer if there is one.
     *
     * @param answer what is sent
     */
    record Now(HttpAnswer answer) implements HeadAnswer {

        /** There is always an answer. */
        public Now {
            Objects.requireNonNull(answer);
        }
    }

    /**
     * Wants the whole body, which may be empty and is never longer than {@link HttpLimits#bodyBytes}.
     *
     * @param sender empty if nobody is known to send it
     * @param then called on a worker thread, with a body of its own; the answer may come later, and no thread waits for
     *     it. What it throws, or the stage fails with, is answered with 500
     */
    record WithBody(String sender, Function<byte[], CompletionStage<HttpAnswer>> then) implements HeadAnswer {

        /** There is always something that takes the body. */
        public WithBody {
            Objects.requireNonNull(sender);
            Objects.requireNonNull(then);
        }

        /** From somebody who is not known. */
        public WithBody(Function<byte[], CompletionStage<HttpAnswer>> then) {
            this("", then);
        }

        @Override
        public HeadAnswer from(String sender) {
            return new WithBody(sender, then);
        }

        @Override
        public String toString() {
            return "with body";
        }
    }

    /**
     * Answers with 200 and {@code text/event-stream}, and goes on until either side ends it.
     *
     * @param sender empty if nobody is known to read it
     * @param feed called once, on an IO thread, when the answer has begun; it keeps the stream and must not block
     */
    record Stream(String sender, Consumer<HttpStream> feed) implements HeadAnswer {

        /** There is always something that feeds the stream. */
        public Stream {
            Objects.requireNonNull(sender);
            Objects.requireNonNull(feed);
        }

        /** To somebody who is not known. */
        public Stream(Consumer<HttpStream> feed) {
            this("", feed);
        }

        @Override
        public HeadAnswer from(String sender) {
            return new Stream(sender, feed);
        }

        @Override
        public String toString() {
            return "stream";
        }
    }
}
