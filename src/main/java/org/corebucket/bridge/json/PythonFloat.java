package org.corebucket.bridge.json;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * Doubles as CPython's {@code repr} writes them: the shortest digits that read back as the same double, plain from 1e-4
 * to below 1e16, else with an exponent of two digits or more.
 *
 * <p>The digits are Jackson's, by Schubfach: those of JDK 17 are not always the shortest (JDK-4511638).
 */
final class PythonFloat {

    private static final int SMALLEST_PLAIN_EXPONENT = -4;
    private static final int LARGEST_PLAIN_EXPONENT = 15;

    private PythonFloat() {}

    static void append(StringBuilder out, double value) {
        String java = NumberOutput.toString(value, true);
        int mark = java.indexOf('E');
        if (mark < 0) {
            // Java writes 1e-3 to below 1e7 plainly, and so does Python.
            out.append(java);
            return;
        }
        String mantissa = java.charAt(0) == '-' ? java.substring(1, mark) : java.substring(0, mark);
        if (java.charAt(0) == '-') {
            out.append('-');
        }
        // Java's mantissa is one digit, a point, and at least one digit.
        String digits = mantissa.endsWith(".0") ? mantissa.substring(0, 1) : mantissa.charAt(0) + mantissa.substring(2);
        int exponent = Integer.parseInt(java, mark + 1, java.length(), 10);
        if (digits.length() == 2 && Math.abs(value) < Double.MIN_NORMAL) {
            appendShortened(out, digits, exponent, Math.abs(value));
        } else {
            appendDigits(out, digits, exponent);
        }
    }

    /**
     * Where one digit would do, Java writes the nearest two-digit decimal, and Python the one digit. Only the smallest doubles
     * lie so far apart that the two differ: 4.9E-324 is 5e-324, 9.9E-324 is 1e-323.
     */
    private static void appendShortened(StringBuilder out, String digits, int exponent, double magnitude) {
        int rounded = (Integer.parseInt(digits) + 5) / 10;
        if (Double.parseDouble(rounded + "e" + exponent) != magnitude) {
            appendDigits(out, digits, exponent);
        } else if (rounded == 10) {
            appendDigits(out, "1", exponent + 1);
        } else {
            appendDigits(out, Integer.toString(rounded), exponent);
        }
    }

    private static void appendDigits(StringBuilder out, String digits, int exponent) {
        if (exponent < SMALLEST_PLAIN_EXPONENT || exponent > LARGEST_PLAIN_EXPONENT) {
            appendScientific(out, digits, exponent);
        } else if (exponent < 0) {
            out.append("0.").append("0".repeat(-exponent - 1)).append(digits);
        } else if (digits.length() <= exponent + 1) {
            out.append(digits)
                    .append("0".repeat(exponent + 1 - digits.length()))
                    .append(".0");
        } else {
            out.append(digits, 0, exponent + 1).append('.').append(digits, exponent + 1, digits.length());
        }
    }

    private static void appendScientific(StringBuilder out, String digits, int exponent) {
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append('e').append(exponent < 0 ? '-' : '+');
        if (Math.abs(exponent) < 10) {
            out.append('0');
        }
        out.append(Math.abs(exponent));
    }
}
