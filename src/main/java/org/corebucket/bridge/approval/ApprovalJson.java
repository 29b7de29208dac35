package org.corebucket.bridge.approval;

import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.RootKey;

/** Who may decide, and what is proposed to them, as members of a JSON object. */
public final class ApprovalJson {

    private ApprovalJson() {}

    /**
     * Writes them into an object that has begun.
     *
     * @param keys those of the authority, with or without expired ones
     * @param standings how the proposals stand, in their order
     */
    public static void write(
            Authority authority,
            List<RootKey> keys,
            List<Proposal> proposals,
            List<ProposalStanding> standings,
            JsonWriter json)
            throws IOException {
        json.field("authority", authority.words()).beginArray("keys");
        for (RootKey key : keys) {
            json.beginObject().field("name", key.name()).field("fingerprint", key.fingerprint());
            if (key.expires() != null) {
                json.field("expires", UtcTime.of(key.expires()));
            }
            json.endObject();
        }
        json.endArray().beginObject("threshold");
        for (DecidedAct act : DecidedAct.values()) {
            json.field(act.text(), (long) authority.threshold(act));
        }
        json.endObject().beginArray("proposed");
        for (int i = 0; i < proposals.size(); i++) {
            ProposalStanding standing = standings.get(i);
            json.beginObject()
                    .field("what", proposals.get(i).subject().word())
                    .field("sha256", proposals.get(i).digest().hex())
                    .field("approved", standing.isReached())
                    .strings(
                            "missing",
                            standing.missing().stream().map(RootKey::name).toList())
                    .endObject();
        }
        json.endArray();
    }
}
