package org.corebucket.bridge.admission;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.admission.SubmissionParser.ParsedBody;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.ledger.ReplayMarks;
import org.corebucket.bridge.token.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The gates of an envelope, in the order of CONTRACT 6: shape, module, signature, freshness, nonce and replay. The nonce is
 * not looked at before the signature holds, so no stranger can burn a module's nonce. Threads may share them.
 */
public final class BodyGates {

    /** CONTRACT 6 fixes this detail to the letter. */
    private static final String REPLAY = "Replay attack detected";

    private static final String IN_PROGRESS = "the first attempt is being stored; send it again for its receipt";

    private static final String UNDECIDED =
            "a copy of it is still being stored; ask for the receipt of its session, and send it again if there is none";

    private final SubmissionParser parser;
    private final Duration window;
    private final ModulePublicKeys modules;
    private final ReplayMemory memory;
    private final RecordedEntries recorded;

    /**
     * A signature that holds.
     *
     * @param base64 with its padding, whatever was sent
     * @param fingerprint of the key that made it
     */
    private record ValidSignature(String base64, String fingerprint) {}

    /** Gates of one bridge. */
    public BodyGates(
            FreshnessSettings settings, ModulePublicKeys modules, ReplayMemory memory, RecordedEntries recorded) {
        this.parser = new SubmissionParser(settings.requireTimestamp());
        this.window = settings.window();
        this.modules = modules;
        this.memory = memory;
        this.recorded = recorded;
    }

    /**
     * Decides on what was posted, whatever its bytes; never throws.
     *
     * @param caller who passed the gates before the body
     */
    public Admission admit(PostedRequest posted, Caller caller, Instant now) {
        ParsedBody parsed = parser.parse(posted.endpoint(), posted.body());
        if (parsed instanceof ParsedBody.Sound sound) {
            return admit(posted, sound.submission(), caller, now);
        }
        return new Admission.NotAdmitted(((ParsedBody.Flawed) parsed).rejection());
    }

    private Admission admit(PostedRequest posted, Submission submission, Caller caller, Instant now) {
        Optional<Rejection> stranger = module(submission, caller);
        if (stranger.isPresent()) {
            return new Admission.NotAdmitted(stranger.get());
        }
        byte[] canonical = CanonicalJson.bytes(submission.payload());
        Sha256 digest = Sha256.of(canonical);
        Optional<ValidSignature> signature = signature(submission, digest);
        if (signature.isEmpty()) {
            return new Admission.NotAdmitted(rejection(
                    RejectionReason.INVALID_SIGNATURE,
                    "the signature is not the module's over the canonical form of the payload",
                    submission));
        }
        boolean sentAgain = BoundedName.isOne(submission.nonce()) && saysThatItMayHaveComeBefore(posted, submission);
        Optional<Admission> before =
                sentAgain ? recorded(submission.module(), sessionId(submission), canonical) : Optional.empty();
        if (before.isPresent()) {
            return before.get();
        }
        Optional<Rejection> flaw = freshness(submission, now).or(() -> nonce(submission));
        if (flaw.isPresent()) {
            return new Admission.NotAdmitted(flaw.get());
        }
        return replay(envelope(submission, canonical, signature.get()), digest, submission, sentAgain, now);
    }

    /** The payload's module is registered, and the caller may speak for it. */
    private Optional<Rejection> module(Submission submission, Caller caller) {
        String module = submission.module();
        if (!modules.isRegistered(module)) {
            String detail = "no module " + Quoted.of(module) + " is registered";
            return Optional.of(new Rejection(RejectionReason.UNKNOWN_MODULE, detail, shortened(module)));
        }
        if (!caller.maySpeakFor(module)) {
            String detail = "the token may not speak for the module " + Quoted.of(module);
            return Optional.of(rejection(RejectionReason.INSUFFICIENT_PRIVILEGES, detail, submission));
        }
        return Optional.empty();
    }

    /** The name of an unregistered module is logged, but not at any length. */
    private static String shortened(String module) {
        return module.length() <= BoundedName.LONGEST ? module : module.substring(0, BoundedName.LONGEST) + "...";
    }

    /**
     * One of the module's keys made the signature over the payload's canonical form.
     *
     * @return empty if the signature does not hold
     */
    private Optional<ValidSignature> signature(Submission submission, Sha256 canonical) {
        try {
            byte[] signature = Base64.getDecoder().decode(submission.signature());
            String fingerprint = modules.of(submission.module()).verify(canonical.bytes(), signature);
            return Optional.of(new ValidSignature(Base64.getEncoder().encodeToString(signature), fingerprint));
        } catch (IllegalArgumentException | InvalidSignatureException e) {
            return Optional.empty();
        }
    }

    /** The header names the session: then the ledger is asked first, and the payload may be of any age. */
    private static boolean saysThatItMayHaveComeBefore(PostedRequest posted, Submission submission) {
        String session = submission.sessionId();
        return posted.endpoint() == Endpoint.UPDATE && session != null && session.equals(posted.idempotencyKey());
    }

    private static String sessionId(Submission submission) {
        return Objects.requireNonNull(submission.sessionId());
    }

    private Optional<Admission> recorded(String module, String session, byte[] canonical) {
        try {
            return recorded.find(Endpoint.UPDATE.route(), module, session, canonical)
                    .map(Admission.RecordedBefore::new);
        } catch (IOException e) {
            return Optional.of(new Admission.NotAdmitted(Rejection.ledgerUnreadable(module)));
        }
    }

    /** The payload's timestamp, if it has one, lies within the window around now. */
    private Optional<Rejection> freshness(Submission submission, Instant now) {
        if (submission.sent() == null) {
            return Optional.empty();
        }
        Duration age = Duration.between(submission.sent(), now);
        if (age.abs().compareTo(window) <= 0) {
            return Optional.empty();
        }
        String detail = "the payload's timestamp is " + age.abs().toSeconds() + " s "
                + (age.isNegative() ? "ahead of" : "behind") + " the bridge's time; at most " + window.toSeconds()
                + " s are taken";
        return Optional.of(rejection(RejectionReason.STALE_TIMESTAMP, detail, submission));
    }

    /** The nonce is one. */
    private static Optional<Rejection> nonce(Submission submission) {
        if (BoundedName.isOne(submission.nonce())) {
            return Optional.empty();
        }
        String detail = SubmissionParser.wrong("nonce", submission.nonce(), BoundedName.EXPECTED);
        return Optional.of(rejection(RejectionReason.INVALID_ENVELOPE, detail, submission));
    }

    /**
     * The signed envelope has not come before.
     *
     * @param digest of what the signature covers
     * @param sentAgain whether its sender says that it may have come before: then the sender is told if the first one is still
     *     being stored
     */
    private Admission replay(Envelope envelope, Sha256 digest, Submission submission, boolean sentAgain, Instant now) {
        Admission admission = remembered(envelope, digest, submission, sentAgain, now);
        // The first one may have been stored while this one was on its way through the gates.
        return sentAgain && hasComeBefore(admission)
                ? recorded(submission.module(), sessionId(submission), envelope.canonical())
                        .orElse(admission)
                : admission;
    }

    private Admission remembered(
            Envelope envelope, Sha256 digest, Submission submission, boolean sentAgain, Instant now) {
        ReplayAnswer answer = memory.reserve(
                new ReplayMarks(envelope.nonce(), digest, envelope.module(), envelope.sessionId(), submission.sent()),
                now);
        if (answer instanceof ReplayAnswer.Reserved reserved) {
            return new Admission.Admitted(envelope, reserved.reservation());
        }
        if (answer instanceof ReplayAnswer.Full full) {
            return new Admission.NotAdmitted(rejection(RejectionReason.OVERLOADED, full.detail(), submission));
        }
        if (answer instanceof ReplayAnswer.Underway underway) {
            return sentAgain && underway.same()
                    ? new Admission.NotAdmitted(rejection(RejectionReason.IN_PROGRESS, IN_PROGRESS, submission))
                    : new Admission.Undecided(
                            underway.decided(),
                            () -> replay(envelope, digest, submission, sentAgain, now),
                            rejection(RejectionReason.IN_PROGRESS, UNDECIDED, submission));
        }
        return new Admission.NotAdmitted(rejection(RejectionReason.REPLAY_DETECTED, REPLAY, submission));
    }

    /**
     * Decides on an admitted envelope of which the ledger says that it has come before, at another bridge for instance.
     *
     * @return that it is recorded, if its sender asked to be told so, or that it is refused
     */
    public Admission seenBefore(PostedRequest posted, Envelope envelope) {
        String session = envelope.sessionId();
        boolean sentAgain = posted.endpoint() == Endpoint.UPDATE && session.equals(posted.idempotencyKey());
        Optional<Admission> before =
                sentAgain ? recorded(envelope.module(), session, envelope.canonical()) : Optional.empty();
        return before.orElseGet(() ->
                new Admission.NotAdmitted(new Rejection(RejectionReason.REPLAY_DETECTED, REPLAY, envelope.module())));
    }

    private static boolean hasComeBefore(Admission admission) {
        return admission instanceof Admission.NotAdmitted rejected
                && (rejected.rejection().reason() == RejectionReason.REPLAY_DETECTED
                        || rejected.rejection().reason() == RejectionReason.IN_PROGRESS);
    }

    private static Envelope envelope(Submission submission, byte[] canonical, ValidSignature signature) {
        String session = submission.sessionId();
        return new Envelope(
                submission.module(),
                session == null ? UUID.randomUUID().toString() : session,
                text(submission.nonce()),
                submission.payload(),
                canonical,
                signature.base64(),
                signature.fingerprint());
    }

    private static String text(@Nullable JsonValue nonce) {
        if (nonce instanceof JsonString string) {
            return string.text();
        }
        throw new IllegalStateException("the nonce was a string");
    }

    private static Rejection rejection(RejectionReason reason, String detail, Submission submission) {
        return new Rejection(reason, detail, submission.module());
    }
}
