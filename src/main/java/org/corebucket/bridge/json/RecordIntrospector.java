package org.corebucket.bridge.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the mapper what {@link JsonRecord}, {@link JsonMember} and {@link JsonWord} say of records and enumerations. */
final class RecordIntrospector extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1;

    @Override
    public @Nullable PropertyName findNameForDeserialization(Annotated component) {
        JsonMember member = component.getAnnotation(JsonMember.class);
        return member == null ? null : PropertyName.construct(member.value());
    }

    @Override
    public @Nullable PropertyName findNameForSerialization(Annotated component) {
        return findNameForDeserialization(component);
    }

    @Override
    public Boolean hasRequiredMarker(AnnotatedMember component) {
        JsonMember member = component.getAnnotation(JsonMember.class);
        return member == null || !member.mayBeMissing();
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated component) {
        boolean optional = component.getRawType() == Optional.class;
        return JsonSetter.Value.construct(optional ? Nulls.SET : Nulls.FAIL, Nulls.FAIL);
    }

    @Override
    public String[] findEnumValues(
            MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, @Nullable String[] names) {
        String[] words = new String[constants.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = ((JsonWord) constants[i]).text();
        }
        return words;
    }
}
