package org.corebucket.bridge.http;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a service decides on a request's head. */
public sealed interface HeadAnswer {

    /**
     * This answer, to a request whose sender is known. While the request is in flight its connection is not closed to
     * make room for others, unless the sender holds more than its share ({@link HttpLimits}).
     *
     * @param sender distinguishes one sender from others, like its token; it is shown nowhere
     */
    default HeadAnswer from(String sender) {
        return this;
    }

    /**
     * Answers at once. If the request has a body, the body is not read, and the connection ends after the answer.
     *
     * @param answer what is sent
     */
    record Now(HttpAnswer answer) implements HeadAnswer {

        /** Refuses null. */
        public Now {
            Objects.requireNonNull(answer);
        }
    }

    /**
     * Takes the whole body, which may be empty and is never longer than {@link HttpLimits#bodyBytes}, and answers then.
     *
     * @param sender the sender of the request; empty if it is not known
     * @param then is called on a worker thread with the body, which it may keep; the answer may come later, and no
     *     thread waits for it. If it throws or the stage fails, the answer is 500
     */
    record WithBody(String sender, Function<byte[], CompletionStage<HttpAnswer>> then) implements HeadAnswer {

        /** Refuses null. */
        public WithBody {
            Objects.requireNonNull(sender);
            Objects.requireNonNull(then);
        }

        /** Takes the body of a request whose sender is not known. */
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
     * Answers with 200 and {@code text/event-stream}, and goes on until either side ends the stream.
     *
     * @param sender the sender of the request; empty if it is not known
     * @param feed is called once, on an IO thread, when the answer has begun; it keeps the stream and must not block
     */
    record Stream(String sender, Consumer<HttpStream> feed) implements HeadAnswer {

        /** Refuses null. */
        public Stream {
            Objects.requireNonNull(sender);
            Objects.requireNonNull(feed);
        }

        /** Answers a request whose sender is not known. */
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
