package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.text.OneLine;

/**
 * The XML of Ant's JUnit task, which Jenkins, GitLab and the reporters for GitHub read: one suite, with a test case for each
 * check. Every value is made safe by {@link OneLine}, which leaves no character that XML forbids (2.2), so that every document
 * parses.
 */
final class JUnitReport implements ReportWriter {

    private static final String SUITE = "bridgectl verify";

    @Override
    public void write(ReadinessReport report, Writer out) throws IOException {
        try {
            // To bytes, since the JDK's writer escapes what the character set of its stream does not have, and knows of
            // none in
            // a writer. Its default is asked for, so that no other implementation is looked for.
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory()
                    .createXMLStreamWriter(new AsciiStream(out), StandardCharsets.US_ASCII.name());
            writeDocument(report, xml);
            xml.flush();
        } catch (XMLStreamException e) {
            throw e.getNestedException() instanceof IOException trouble ? trouble : new IOException(e);
        }
    }

    /** The bytes of ASCII as the characters that they are. */
    private static final class AsciiStream extends OutputStream {

        private final Writer out;

        AsciiStream(Writer out) {
            this.out = out;
        }

        @Override
        public void write(int character) throws IOException {
            out.write(character);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(new String(bytes, from, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }

    private static void writeDocument(ReadinessReport report, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartDocument("1.0");
        begin("testsuites", xml);
        attribute("name", "bridgectl", xml);
        writeCounts(report, xml);
        begin("testsuite", xml);
        attribute("name", SUITE, xml);
        writeCounts(report, xml);
        attribute("timestamp", localTime(report.timestamp()), xml);
        attribute("hostname", report.run().host(), xml);
        writeProperties(report, xml);
        for (CheckOutcome check : report.checks()) {
            writeCase(check, xml);
        }
        end(xml);
        end(xml);
        xml.writeCharacters("\n");
    }

    private static void writeCounts(ReadinessReport report, XMLStreamWriter xml) throws XMLStreamException {
        int failures = 0;
        int skipped = 0;
        for (CheckOutcome check : report.checks()) {
            if (check.result() instanceof CheckResult.Failed) {
                failures++;
            } else if (check.result() instanceof CheckResult.Skipped) {
                skipped++;
            }
        }
        attribute("tests", Integer.toString(report.checks().size()), xml);
        attribute("failures", Integer.toString(failures), xml);
        attribute("errors", "0", xml);
        attribute("skipped", Integer.toString(skipped), xml);
        attribute("time", seconds(report.run().duration()), xml);
    }

    private static void writeProperties(ReadinessReport report, XMLStreamWriter xml) throws XMLStreamException {
        ManifestFacts manifest = report.manifest();
        ReadinessReport.VerificationRun run = report.run();
        begin("properties", xml);
        writeProperty("system", report.system(), xml);
        writeProperty("verdict", VerdictWords.of(report).label(), xml);
        writeProperty("readiness.score", Integer.toString(report.verdict().score()), xml);
        writeProperty("exit.code", Integer.toString(report.verdict().exitCode()), xml);
        writeProperty("loosened", String.join(", ", run.loosened()), xml);
        writeProperty("manifest.path", manifest.path(), xml);
        writeProperty("manifest.sha256", manifest.sha256(), xml);
        writeProperty("manifest.serial", manifest.serial() == 0 ? "" : Long.toString(manifest.serial()), xml);
        writeProperty("toolkit.version", run.toolkit().version(), xml);
        writeProperty("toolkit.commit", run.toolkit().commit(), xml);
        end(xml);
    }

    private static void writeProperty(String name, String value, XMLStreamWriter xml) throws XMLStreamException {
        if (!value.isEmpty()) {
            beginEmpty("property", xml);
            attribute("name", name, xml);
            attribute("value", value, xml);
        }
    }

    private static void writeCase(CheckOutcome check, XMLStreamWriter xml) throws XMLStreamException {
        begin("testcase", xml);
        attribute("name", check.spec().id(), xml);
        attribute("classname", "bridgectl.verify", xml);
        if (check.result() instanceof CheckResult.Skipped skipped) {
            beginEmpty("skipped", xml);
            attribute("message", skipped.reason(), xml);
        } else {
            writeFailure(check.result().findings(), xml);
            writeEvidence(check, xml);
        }
        end(xml);
    }

    /** Writes all findings into one element: of several, Jenkins keeps only the last. */
    private static void writeFailure(List<Finding> findings, XMLStreamWriter xml) throws XMLStreamException {
        if (findings.isEmpty()) {
            return;
        }
        Finding first = findings.get(0);
        int more = findings.size() - 1;
        begin("failure", xml);
        attribute("message", more == 0 ? first.message() : first.message() + " (and " + more + " more)", xml);
        attribute("type", first.code(), xml);
        for (Finding finding : findings) {
            line(finding.message(), xml);
            line("  Fix: " + finding.remedy(), xml);
        }
        xml.writeEndElement();
    }

    private static void writeEvidence(CheckOutcome check, XMLStreamWriter xml) throws XMLStreamException {
        begin("system-out", xml);
        line(check.spec().title() + "...", xml);
        for (String evidence : check.result().evidence()) {
            line(evidence, xml);
        }
        for (Caution caution : check.result().cautions()) {
            line("Warning: " + caution.message(), xml);
            line("  Fix: " + caution.remedy(), xml);
        }
        xml.writeEndElement();
    }

    private static void begin(String element, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement(element);
    }

    private static void beginEmpty(String element, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeEmptyElement(element);
    }

    private static void end(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeEndElement();
    }

    private static void attribute(String name, String value, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeAttribute(name, OneLine.of(value));
    }

    private static void line(String text, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters(OneLine.of(text));
        xml.writeCharacters("\n");
    }

    /** A time in UTC to the second, without a zone, for which the format has no place. */
    private static String localTime(Instant time) {
        String utc = UtcTime.of(time.truncatedTo(ChronoUnit.SECONDS));
        return utc.substring(0, utc.length() - 1);
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
    }
}
