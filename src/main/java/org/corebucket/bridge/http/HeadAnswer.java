package org.corebucket.bridge.http;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a service makes of a request's head. */
public sealed interface HeadAnswer {

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
     * @param then called on a worker thread, with a body of its own; the answer may come later, and no thread waits for
     *     it. What it throws, or the stage fails with, is answered with 500
     */
    record WithBody(Function<byte[], CompletionStage<HttpAnswer>> then) implements HeadAnswer {

        /** There is always something that takes the body. */
        public WithBody {
            Objects.requireNonNull(then);
        }
    }

    /**
     * Answers with 200 and {@code text/event-stream}, and goes on until either side ends it.
     *
     * @param feed called once, on an IO thread, when the answer has begun; it keeps the stream and must not block
     */
    record Stream(Consumer<HttpStream> feed) implements HeadAnswer {

        /** There is always something that feeds the stream. */
        public Stream {
            Objects.requireNonNull(feed);
        }
    }
}
