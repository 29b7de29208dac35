package org.corebucket.bridge.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The JSON name of a component of a {@link JsonRecord}, where it differs from the component's own name, or where documents from
 * before there was such a member are read, too.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER})
public @interface JsonMember {

    /** The member's name. */
    String value();

    /** Whether the member may be missing; then the component, an {@link java.util.Optional}, is empty. */
    boolean mayBeMissing() default false;
}
