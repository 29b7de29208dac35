package org.corebucket.bridge.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.report.SampleReports.ROLES;
import static org.corebucket.bridge.report.SampleReports.passed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.text.OneLine;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

final class JUnitReportTest {

    @Test
    void aReadyReportHasACaseForEachCheck() throws IOException {
        assertThat(xml(SampleReports.ready())).isEqualTo(Golden.file("ready.xml"));
    }

    @Test
    void aBlockedReportHasAFailureForEachFailedCheckWithAllItsFindings() throws IOException {
        assertThat(xml(SampleReports.blocked())).isEqualTo(Golden.file("blocked.xml"));
    }

    @Test
    void aPartialReportNamesItsVerdictAndOptions() throws IOException {
        assertThat(xml(SampleReports.partial())).isEqualTo(Golden.file("partial.xml"));
    }

    @Test
    void aSkippedCheckGivesItsReason() throws IOException {
        assertThat(xml(SampleReports.unread())).isEqualTo(Golden.file("unread.xml"));
    }

    @Test
    void noNameEndsAnElementOrHoldsWhatXmlForbids() throws IOException {
        assertThat(xml(SampleReports.hostile()))
                .isEqualTo(Golden.file("hostile.xml"))
                .matches("[\\n -~]+");
    }

    @Test
    void everyReportParsesAndItsCountsAreThoseOfItsCases() throws Exception {
        for (Map.Entry<String, ReadinessReport> report : SampleReports.all().entrySet()) {
            Element suite = suite(xml(report.getValue()));

            assertThat(suite.getAttribute("tests")).as(report.getKey()).isEqualTo(count(suite, "testcase"));
            assertThat(suite.getAttribute("failures")).as(report.getKey()).isEqualTo(count(suite, "failure"));
            assertThat(suite.getAttribute("skipped")).as(report.getKey()).isEqualTo(count(suite, "skipped"));
        }
    }

    @Test
    void aFailureReadsBackAsItsMessageAndDetails() throws Exception {
        Element failure = (Element) suite(xml(SampleReports.hostile()))
                .getElementsByTagName("failure")
                .item(0);

        String message = OneLine.of(SampleReports.hostile().findings().get(0).message());
        assertThat(failure.getAttribute("message")).isEqualTo(message);
        assertThat(failure.getTextContent()).startsWith(message + "\n  Fix: Restore ");
    }

    @Test
    void everyCharacterThereIsCanBeWrittenAndParsed() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            all.append((char) c).append(' ');
        }
        all.append("\ud83d\ude80");
        CheckOutcome check = passed(ROLES, all.toString());

        Element suite = suite(xml(SampleReports.report(List.of(), check)));

        String text = suite.getElementsByTagName("system-out").item(0).getTextContent();
        assertThat(text).contains(OneLine.of(all.toString()));
    }

    @Test
    void theParserRefusesWhatIsNotEscaped() throws IOException {
        String broken = xml(SampleReports.ready()).replace("2 files match", "2 files & more match");

        assertThatThrownBy(() -> suite(broken)).isInstanceOf(SAXParseException.class);
    }

    private static Element suite(String xml) throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        parser.setErrorHandler(new DefaultHandler());
        Document document = parser.parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
        NodeList suites = document.getElementsByTagName("testsuite");
        assertThat(suites.getLength()).isEqualTo(1);
        return (Element) suites.item(0);
    }

    private static String count(Element suite, String element) {
        return Integer.toString(suite.getElementsByTagName(element).getLength());
    }

    private static String xml(ReadinessReport report) throws IOException {
        return Golden.render(ReportFormat.JUNIT, report);
    }
}
