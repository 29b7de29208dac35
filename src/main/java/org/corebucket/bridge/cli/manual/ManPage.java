package org.corebucket.bridge.cli.manual;

import java.util.ArrayList;
import java.util.List;

/** Writes a page for {@code man}, section 1. */
final class ManPage {

    private final ManualPage page;
    private final Release release;

    ManPage(ManualPage page, Release release) {
        this.page = page;
        this.release = release;
    }

    /** The page in the language of {@code man(7)}. */
    String render() {
        Roff roff = new Roff();
        roff.heading(page.name(), 1, release, page.summary());
        synopsis(roff);
        roff.request("SH DESCRIPTION").text(page.description());
        entries(roff, "OPTIONS", page.options(), "");
        entries(roff, "COMMANDS", page.commands(), page.command() + " ");
        page.sections().forEach(section -> section(roff, section));
        seeAlso(roff);
        return roff.toString();
    }

    private void synopsis(Roff roff) {
        String behind = page.synopsis().substring(page.command().length()).strip();
        roff.request("SH SYNOPSIS").bold(page.command());
        if (!behind.isEmpty()) {
            roff.text(behind);
        }
    }

    private static void entries(Roff roff, String title, List<ManualEntry> entries, String prefix) {
        if (!entries.isEmpty()) {
            roff.request("SH " + title);
            for (ManualEntry entry : entries) {
                roff.request("TP").bold(prefix + entry.term()).text(entry.text());
            }
        }
    }

    private static void section(Roff roff, ManualSection section) {
        String title = section.title().equals("EXIT CODES") ? "EXIT STATUS" : section.title();
        roff.request("SH " + (title.indexOf(' ') < 0 ? title : "\"" + title + "\""));
        if (section.verbatim()) {
            roff.request("nf");
            section.lines().forEach(line -> roff.verbatim(line.strip()));
            roff.request("fi");
        } else {
            roff.text(section.paragraph());
        }
    }

    private void seeAlso(Roff roff) {
        List<String> others = new ArrayList<>();
        if (!page.parent().equals(page.name())) {
            others.add(page.parent());
        }
        page.commands().forEach(below -> others.add(page.name() + "-" + below.term()));
        others.replaceAll(other -> other + " (1)");
        others.add(ExitCodesPage.nameFor(page.words().get(0)) + " (7)");
        roff.seeAlso(others);
    }
}
