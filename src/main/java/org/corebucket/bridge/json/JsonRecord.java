package org.corebucket.bridge.json;

/**
 * A record that {@link Records} binds to a JSON object, member by member in their order: the component {@code lastSeen} is the
 * member {@code last_seen}, unless {@link JsonMember} names another. Components are strings, whole numbers, booleans, times,
 * digests, {@link JsonWord}s, JSON objects as they stand, records, and lists or maps of these. Each member must be there; one
 * whose type is {@link java.util.Optional} may be null.
 */
public interface JsonRecord {}
