package org.corebucket.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportWriter.TextStyle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReportWriterTest {

    private static final String PACKAGE = "org.corebucket.bridge.report.";

    @Test
    void everyFormHasItsWriter() throws IOException {
        Set<String> forms = new TreeSet<>();
        for (ReportFormat format : ReportFormat.values()) {
            forms.add(Golden.render(format, SampleReports.ready()));
        }
        assertThat(forms).hasSameSizeAs(ReportFormat.values());
    }

    @Test
    void theWriterBelowIsFlushedAndStaysOpen() throws IOException {
        for (ReportFormat format : ReportFormat.values()) {
            Flushes out = new Flushes();

            ReportWriter.of(format, new TextStyle(false, false)).write(SampleReports.blocked(), out);

            assertThat(out.flushed).as(format.name()).isTrue();
            assertThat(out.closed).as(format.name()).isFalse();
        }
    }

    @Test
    void oneFormLoadsTheClassesOfNoOther() throws Exception {
        Loaded loaded = new Loaded();
        Class<?> format = loaded.loadClass(PACKAGE + "ReportFormat");
        Class<?> style = loaded.loadClass(PACKAGE + "ReportWriter$TextStyle");
        Class<?> writer = loaded.loadClass(PACKAGE + "ReportWriter");

        Object text = writer.getDeclaredMethod("of", format, style)
                .invoke(
                        null,
                        format.getField("TEXT").get(null),
                        style.getConstructor(boolean.class, boolean.class).newInstance(false, false));
        writer.getMethod("write", ReadinessReport.class, Writer.class)
                .invoke(text, SampleReports.blocked(), new StringWriter());

        assertThat(loaded.names).contains("TextReport").doesNotContain("JsonReport", "SarifReport", "JUnitReport");
        assertThat(loaded.names).doesNotContain("SarifResults", "GithubReport", "UtcTime");
    }

    /** Remembers whether it was flushed and closed. */
    private static final class Flushes extends StringWriter {
        private boolean flushed;
        private boolean closed;

        @Override
        public void write(String text) {
            super.write(text);
            flushed = false;
        }

        @Override
        public void flush() {
            flushed = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Loads this package anew and writes down what of it is asked for. */
    private static final class Loaded extends ClassLoader {
        private final Set<String> names = new TreeSet<>();

        private Loaded() {
            super(ReportWriterTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            names.add(name.substring(PACKAGE.length()));
            try (@Nullable InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
