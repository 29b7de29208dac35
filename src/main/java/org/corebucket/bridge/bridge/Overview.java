package org.corebucket.bridge.bridge;

import java.nio.charset.StandardCharsets;

/** How the whole deployment is, section by section, for the strip on top of the dashboard. A bridge is given it, and asks again only now and then. */
public interface Overview {

    /** That of a bridge that nobody looks at. */
    Overview NONE = () -> "{\"sections\":[]}".getBytes(StandardCharsets.US_ASCII);

    /**
     * The state at this moment, as a JSON object: {@code timestamp}, {@code system}, {@code root}, {@code host}, {@code level}, and {@code
     * sections} [{@code name}, {@code level}, {@code lines}, {@code next}, {@code facts}]. What can't be found out is a section that says so.
     */
    byte[] json() throws InterruptedException;
}
