package org.corebucket.bridge.cli.manual;

import java.util.List;
import java.util.Locale;

/** Writes a page in Markdown for the documentation in the repository. */
final class MarkdownPage {

    private final ManualPage page;

    MarkdownPage(ManualPage page) {
        this.page = page;
    }

    /** The page in CommonMark, without HTML. */
    String render() {
        StringBuilder text = new StringBuilder("# " + page.command() + "\n\n" + escape(page.description()) + "\n\n");
        block(text, List.of(page.synopsis()));
        entries(text, "Options", page.options());
        commands(text);
        page.sections().forEach(section -> section(text, section));
        if (!page.parent().equals(page.name())) {
            text.append("See also: [")
                    .append(page.parent().replace('-', ' '))
                    .append("](")
                    .append(page.parent())
                    .append(".md)\n");
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static void entries(StringBuilder text, String title, List<ManualEntry> entries) {
        if (!entries.isEmpty()) {
            text.append("## ").append(title).append("\n\n");
            for (ManualEntry entry : entries) {
                text.append("- `")
                        .append(entry.term())
                        .append("`: ")
                        .append(escape(entry.text()))
                        .append('\n');
            }
            text.append('\n');
        }
    }

    private void commands(StringBuilder text) {
        if (!page.commands().isEmpty()) {
            text.append("## Commands\n\n");
            for (ManualEntry below : page.commands()) {
                text.append("- [")
                        .append(below.term())
                        .append("](")
                        .append(page.name())
                        .append('-')
                        .append(below.term())
                        .append(".md): ")
                        .append(escape(below.text()))
                        .append('\n');
            }
            text.append('\n');
        }
    }

    private static void section(StringBuilder text, ManualSection section) {
        String title = section.title();
        text.append("## ")
                .append(title.charAt(0))
                .append(title.substring(1).toLowerCase(Locale.ROOT))
                .append("\n\n");
        if (section.verbatim()) {
            block(text, section.lines().stream().map(String::strip).toList());
        } else {
            text.append(escape(section.paragraph())).append("\n\n");
        }
    }

    private static void block(StringBuilder text, List<String> lines) {
        text.append("```console\n");
        lines.forEach(line -> text.append(line).append('\n'));
        text.append("```\n\n");
    }

    /** Escapes the characters of emphasis, links, tags and code. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("\\`*_[]<>".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
