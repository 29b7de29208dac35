package org.corebucket.bridge.certificate;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import org.corebucket.bridge.text.Digits;

/**
 * The id of a certificate: {@code CBV5-CERT-YYYYMMDD-NNN}.
 *
 * @param day the day in UTC, in the years 0 to 9999
 * @param number the number within the day, from 1; it is written with three digits or more
 */
public record CertificateId(LocalDate day, int number) {

    private static final String PREFIX = "CBV5-CERT-";
    private static final int DATE_DIGITS = 8;
    private static final int LEAST_DIGITS = 3;
    private static final int MOST_DIGITS = 9;

    public CertificateId {
        if (day.getYear() < 0 || day.getYear() > 9999 || number < 1) {
            throw new IllegalArgumentException("certificates are numbered from 1, in years of four digits");
        }
    }

    /** The next id of a day, with a higher number than all other ids of that day. */
    public static CertificateId next(LocalDate day, Collection<CertificateId> others) {
        int highest = 0;
        for (CertificateId other : others) {
            if (other.day().equals(day)) {
                highest = Math.max(highest, other.number());
            }
        }
        return new CertificateId(day, highest + 1);
    }

    /**
     * Reads what {@link #text} writes.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static CertificateId parse(String text) {
        int dash = PREFIX.length() + DATE_DIGITS;
        if (text.startsWith(PREFIX) && text.length() > dash && text.charAt(dash) == '-') {
            String date = text.substring(PREFIX.length(), dash);
            String number = text.substring(dash + 1);
            if (Digits.isNumber(date, DATE_DIGITS) && Digits.isNumber(number, MOST_DIGITS)) {
                CertificateId read = new CertificateId(day(date), Integer.parseInt(number));
                if (read.text().equals(text)) {
                    return read;
                }
            }
        }
        throw new IllegalArgumentException("a certificate is named like " + PREFIX + "20260131-001");
    }

    private static LocalDate day(String digits) {
        try {
            return LocalDate.of(
                    Integer.parseInt(digits.substring(0, 4)),
                    Integer.parseInt(digits.substring(4, 6)),
                    Integer.parseInt(digits.substring(6)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The id as text. */
    public String text() {
        return PREFIX + padded(day.getYear(), 4) + padded(day.getMonthValue(), 2) + padded(day.getDayOfMonth(), 2) + "-"
                + padded(number, LEAST_DIGITS);
    }

    private static String padded(int number, int digits) {
        String text = String.valueOf(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    @Override
    public String toString() {
        return text();
    }
}
