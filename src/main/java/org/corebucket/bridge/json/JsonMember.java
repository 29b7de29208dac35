package org.corebucket.bridge.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component of a {@link JsonRecord} is in JSON, where its name and type do not tell. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER})
public @interface JsonMember {

    /** The member's name; empty if it is the component's, in lower case with underscores. */
    String value() default "";

    /** Whether the member may be missing. Its type is an {@link java.util.Optional}, and it is never null. */
    boolean mayBeMissing() default false;
}
