package org.corebucket.bridge.pkcs11;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;

/**
 * The one token that a URI names, with the module and the slot by which it is reached.
 *
 * @param facts what it said of itself when it was found
 */
record FoundToken(Cryptoki module, long slot, TokenFacts facts) {

    /**
     * Finds the token. The first module counts that has one that matches.
     *
     * @throws MendableException if no module or token is there, or several tokens match; it names those that are there
     */
    static FoundToken of(Pkcs11Uri uri, Host host) throws MendableException, IOException {
        List<String> looked = new ArrayList<>();
        for (Path library : ModulePlaces.of(uri, host)) {
            List<FoundToken> tokens = new ArrayList<>();
            try {
                Cryptoki module = Cryptoki.load(library);
                for (long slot : module.slots()) {
                    TokenFacts facts = module.token(slot);
                    if (facts.isInitialized()) {
                        tokens.add(new FoundToken(module, slot, facts));
                    }
                }
                List<FoundToken> matching = matching(uri, tokens);
                if (matching.size() > 1) {
                    throw several(uri, matching);
                }
                if (matching.size() == 1) {
                    return matching.get(0);
                }
            } catch (CryptokiException e) {
                looked.add(OneLine.of(library.toString()) + ": it does not start (" + e.getMessage()
                        + "); look at its own configuration");
                continue;
            } catch (IOException e) {
                looked.add(OneLine.of(library.toString()) + ": it can't be loaded as a PKCS #11 module: "
                        + OneLine.of(String.valueOf(e.getMessage())));
                continue;
            }
            looked.add(OneLine.of(library.toString()) + ": " + names(tokens));
        }
        throw MendableException.missing("no token matches " + uri.name() + "; looked in\n  "
                + String.join("\n  ", looked) + "\nPut the token in, or correct the URI; a token's slots are listed by"
                + " pkcs11-tool --module FILE --list-token-slots.");
    }

    private static List<FoundToken> matching(Pkcs11Uri uri, List<FoundToken> tokens)
            throws CryptokiException, IOException {
        List<FoundToken> matching = new ArrayList<>();
        for (FoundToken token : tokens) {
            if (token.matches(uri)) {
                matching.add(token);
            }
        }
        return matching;
    }

    private boolean matches(Pkcs11Uri uri) throws CryptokiException, IOException {
        Map<String, String> known = new HashMap<>(facts.attributes());
        known.putAll(module.information());
        known.putAll(module.slot(slot));
        for (Map.Entry<String, String> one : known.entrySet()) {
            String wanted = uri.text(one.getKey());
            if (wanted != null && !wanted.equals(one.getValue()) && !(wanted + ".0").equals(version(one))) {
                return false;
            }
        }
        return uri.slotId().orElse(slot) == slot;
    }

    /** A library's version, of which a URI may leave the .0 out; else nothing that a URI can have. */
    private static String version(Map.Entry<String, String> one) {
        return one.getKey().equals("library-version") ? one.getValue() : "";
    }

    private static MendableException several(Pkcs11Uri uri, List<FoundToken> matching) {
        return MendableException.refused(matching.size() + " tokens match " + uri.name() + ": " + names(matching)
                + "\nName one of them by token=, serial= or slot-id= as well.");
    }

    private static String names(List<FoundToken> tokens) {
        List<String> names = new ArrayList<>();
        for (FoundToken token : tokens) {
            names.add(token.facts.name() + ", slot-id " + token.slot);
        }
        return names.isEmpty() ? "it has no token" : String.join("; ", names);
    }
}
