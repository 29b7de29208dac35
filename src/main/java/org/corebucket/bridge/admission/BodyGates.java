package org.corebucket.bridge.admission;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.admission.ShapeGate.Shape;
import org.corebucket.bridge.admission.SignatureGate.Signed;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.token.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The gates of an envelope, in the order of CONTRACT 6: shape, module, signature, freshness, nonce and replay. The nonce is
 * not looked at before the signature holds, so that no stranger burns a module's. Threads may share them.
 */
public final class BodyGates {

    private final ShapeGate shape;
    private final ModuleGate module;
    private final SignatureGate signature;
    private final FreshnessGate freshness;
    private final ReplayGate replay;
    private final RecordedEntries recorded;

    /** Gates of one bridge. */
    public BodyGates(
            FreshnessSettings settings, ModulePublicKeys modules, ReplayMemory memory, RecordedEntries recorded) {
        this.shape = new ShapeGate(settings.requireTimestamp());
        this.module = new ModuleGate(modules);
        this.signature = new SignatureGate(modules);
        this.freshness = new FreshnessGate(settings.window());
        this.replay = new ReplayGate(memory);
        this.recorded = recorded;
    }

    /**
     * Decides on what was posted, whatever its bytes; never throws.
     *
     * @param caller who passed the gates before the body
     */
    public Admission admit(PostedRequest posted, Caller caller, Instant now) {
        Shape read = shape.read(posted.endpoint(), posted.body());
        if (read instanceof Shape.Sound sound) {
            return admit(posted, sound.submission(), caller, now);
        }
        return new Admission.NotAdmitted(((Shape.Flawed) read).rejection());
    }

    private Admission admit(PostedRequest posted, Submission submission, Caller caller, Instant now) {
        Optional<Rejection> stranger = module.refuse(submission.module(), caller);
        if (stranger.isPresent()) {
            return new Admission.NotAdmitted(stranger.get());
        }
        byte[] canonical = CanonicalJson.bytes(submission.payload());
        Sha256 digest = Sha256.of(canonical);
        Optional<Signed> signed = signature.verify(submission, digest);
        if (signed.isEmpty()) {
            return rejected(
                    RejectionReason.INVALID_SIGNATURE,
                    "the signature is not the module's over the canonical form of the payload",
                    submission);
        }
        boolean sentAgain = BoundedName.isOne(submission.nonce()) && saysThatItMayHaveComeBefore(posted, submission);
        Optional<Admission> before = sentAgain ? recorded(submission, canonical) : Optional.empty();
        if (before.isPresent()) {
            return before.get();
        }
        Optional<Rejection> stale = freshness.refuse(submission.module(), submission.sent(), now);
        if (stale.isPresent()) {
            return new Admission.NotAdmitted(stale.get());
        }
        if (!BoundedName.isOne(submission.nonce())) {
            String detail = ShapeGate.wrong("nonce", submission.nonce(), BoundedName.EXPECTED);
            return rejected(RejectionReason.INVALID_ENVELOPE, detail, submission);
        }
        Envelope envelope = envelope(submission, canonical, signed.get());
        ReplayMarks marks =
                new ReplayMarks(envelope.nonce(), digest, envelope.module(), envelope.sessionId(), submission.sent());
        Admission admission = replay.admit(envelope, marks, sentAgain, now);
        // The first one may have been stored while this one was on its way through the gates.
        return sentAgain && hasComeBefore(admission)
                ? recorded(submission, canonical).orElse(admission)
                : admission;
    }

    /** Whether the header names the session: then the ledger decides, and however old the payload is. */
    private static boolean saysThatItMayHaveComeBefore(PostedRequest posted, Submission submission) {
        String session = submission.sessionId();
        return posted.endpoint() == Endpoint.UPDATE && session != null && session.equals(posted.idempotencyKey());
    }

    private Optional<Admission> recorded(Submission submission, byte[] canonical) {
        String session = Objects.requireNonNull(submission.sessionId());
        try {
            return recorded.find(Endpoint.UPDATE.route(), submission.module(), session, canonical)
                    .map(Admission.RecordedBefore::new);
        } catch (IOException e) {
            return Optional.of(rejected(RejectionReason.OVERLOADED, "the ledger can't be read at present", submission));
        }
    }

    private static boolean hasComeBefore(Admission admission) {
        return admission instanceof Admission.NotAdmitted rejected
                && (rejected.rejection().reason() == RejectionReason.REPLAY_DETECTED
                        || rejected.rejection().reason() == RejectionReason.IN_PROGRESS);
    }

    private static Envelope envelope(Submission submission, byte[] canonical, Signed signed) {
        String session = submission.sessionId();
        return new Envelope(
                submission.module(),
                session == null ? UUID.randomUUID().toString() : session,
                nonce(submission.nonce()),
                submission.payload(),
                canonical,
                signed.text(),
                signed.fingerprint());
    }

    private static String nonce(@Nullable JsonValue value) {
        if (value instanceof JsonString string) {
            return string.text();
        }
        throw new IllegalStateException("the nonce was a string");
    }

    private static Admission rejected(RejectionReason reason, String detail, Submission submission) {
        return new Admission.NotAdmitted(new Rejection(reason, detail, submission.module()));
    }
}
