package org.corebucket.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;

final class PythonFloatTest {

    /** Lines of "bits in hex, repr": powers of ten and two with their neighbours, the smallest, and random ones. */
    @Test
    void writesDoublesAsCpythonDoes() {
        assertThat(Resources.text("json/cpython-repr-of-doubles.txt").lines())
                .hasSizeGreaterThan(1900)
                .allSatisfy(line -> {
                    int space = line.indexOf(' ');
                    double value = Double.longBitsToDouble(Long.parseUnsignedLong(line, 0, space, 16));
                    assertThat(repr(value)).isEqualTo(line.substring(space + 1));
                });
    }

    @Test
    void usesOneDigitWhereOneWillDo() {
        assertThat(repr(Double.MIN_VALUE)).isEqualTo("5e-324");
        assertThat(repr(2 * Double.MIN_VALUE)).isEqualTo("1e-323");
        assertThat(repr(3 * Double.MIN_VALUE)).isEqualTo("1.5e-323");
    }

    private static String repr(double value) {
        StringBuilder out = new StringBuilder();
        PythonFloat.append(out, value);
        return out.toString();
    }
}
