package org.corebucket.bridge.testkit;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.corebucket.bridge.client.Credentials;
import org.corebucket.bridge.crypto.RsaPrivateKey;

/** One key for every module, and tokens from a list: each that is not believed is followed by the next. */
public final class TestCredentials implements Credentials {

    final AtomicInteger replaced = new AtomicInteger();
    private final RsaPrivateKey key;
    private final Iterator<String> tokens;
    private String token;

    public TestCredentials(RsaPrivateKey key, List<String> tokens) {
        this.key = key;
        this.tokens = tokens.iterator();
        this.token = this.tokens.next();
    }

    @Override
    public RsaPrivateKey key(String module) {
        return key;
    }

    @Override
    public String token(String module) {
        return token;
    }

    @Override
    public boolean replace(String refused) {
        replaced.incrementAndGet();
        if (!tokens.hasNext()) {
            return false;
        }
        token = tokens.next();
        return true;
    }
}
