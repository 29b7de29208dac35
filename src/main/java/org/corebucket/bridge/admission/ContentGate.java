package org.corebucket.bridge.admission;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a body is announced as JSON that is not too large. */
final class ContentGate {

    private static final String TYPE = "application/json";

    private final long largestBody;

    ContentGate(long largestBody) {
        this.largestBody = largestBody;
    }

    Optional<Rejection> refuse(RequestHead head) {
        if (head.contentLength() > largestBody) {
            String detail =
                    "the body has " + head.contentLength() + " bytes, and at most " + largestBody + " are taken";
            return Optional.of(Rejection.of(RejectionReason.BODY_TOO_LARGE, detail));
        }
        if (!isJson(head.contentType())) {
            return Optional.of(Rejection.of(
                    RejectionReason.UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json, in UTF-8"));
        }
        return Optional.empty();
    }

    /** RFC 8259, section 11: the type has no parameters; that many clients name its only character set is harmless. */
    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        String parameter = semicolon < 0 ? "" : contentType.substring(semicolon + 1);
        return type.strip().equalsIgnoreCase(TYPE) && (parameter.isBlank() || isUtf8(parameter.strip()));
    }

    private static boolean isUtf8(String parameter) {
        String lower = parameter.toLowerCase(Locale.ROOT);
        return lower.equals("charset=utf-8") || lower.equals("charset=\"utf-8\"");
    }
}
