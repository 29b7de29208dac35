package org.corebucket.bridge.json;

/**
 * A record that {@link Records} binds to a JSON object, member by member in their order: the component {@code lastSeen} is
 * the member {@code last_seen}, unless {@link JsonMember} names another. Each member must be there; one whose type is {@link
 * java.util.Optional} may be null.
 */
public interface JsonRecord {}
