package org.corebucket.bridge.cli.admin;

import org.corebucket.bridge.keys.KeyPurpose;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The name of a key pair as it is typed. {@link org.corebucket.bridge.keys.KeyFiles} turns it into the names of files.
 */
record KeyName(String text) {

    /** A key's name as the only positional argument. */
    static PositionalParamSpec parameter(String arity, String description) {
        return PositionalParamSpec.builder()
                .paramLabel("NAME")
                .index("0")
                .arity(arity)
                .required(arity.equals("1"))
                .type(KeyName.class)
                .converters(new Converter())
                .description(description)
                .build();
    }

    /** The name that was given, else the name of the pair that modules sign with. */
    static String of(PositionalParamSpec parameter) {
        KeyName given = parameter.getValue();
        return given == null ? KeyPurpose.MODULE.files().name() : given.text();
    }

    /** Reads a name from the command line. */
    static final class Converter implements ITypeConverter<KeyName> {
        @Override
        public KeyName convert(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ((c == '-' || c == '_') && i > 0);
                if (!plain) {
                    throw new TypeConversionException("a key's name has lower-case letters, digits, - and _ only");
                }
            }
            if (text.isEmpty() || text.length() > 64) {
                throw new TypeConversionException("a key's name has 1 to 64 characters");
            }
            return new KeyName(text);
        }
    }
}
