package org.corebucket.bridge.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.util.Set;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;

/** RS256 by the toolkit's own RSA, which is stricter about padding than the JDK's that the library would use. */
final class RsaTokenVerifier extends BaseJWSProvider implements JWSVerifier {

    private static final Set<JWSAlgorithm> RS256 = Set.of(JWSAlgorithm.RS256);

    private final RsaPublicKey key;

    RsaTokenVerifier(RsaPublicKey key) {
        super(RS256);
        this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] content, Base64URL signature) {
        try {
            key.verifyContent(content, signature.decode());
            return true;
        } catch (InvalidSignatureException e) {
            return false;
        }
    }
}
