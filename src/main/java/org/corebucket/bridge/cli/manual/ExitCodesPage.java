package org.corebucket.bridge.cli.manual;

import java.util.List;
import org.corebucket.bridge.cli.shared.ExitCode;

/** Writes the page for {@code man}, section 7, that has every exit code with what to do about it. */
final class ExitCodesPage {

    private final String command;
    private final Release release;

    ExitCodesPage(String command, Release release) {
        this.command = command;
        this.release = release;
    }

    /** The name under which the other pages refer to it. */
    static String nameFor(String command) {
        return command + "-exit-codes";
    }

    /** The page in the language of {@code man(7)}. */
    String render() {
        Roff roff = new Roff();
        roff.heading(nameFor(command), 7, release, "what each exit code asks of you");
        roff.request("SH DESCRIPTION")
                .text("The exit code says what a command of " + command
                        + " ended in. A code of 64 or more is no verdict, and has approved nothing. "
                        + command + " COMMAND --help has each command's own codes.");
        codes(roff, "EXIT CODES", ExitCode.meanings());
        codes(roff, "PARTS OF A BLOCKED VERDICT", ExitCode.partsOfBlocked());
        roff.request("SH EXAMPLE")
                .text("A sealed file is missing, and another one changed: 2 and 4 make 6.")
                .request("PP")
                .request("nf")
                .verbatim("$ " + command + " verify --read-only --quiet; echo $?")
                .verbatim("6")
                .verbatim("$ " + command + " restore")
                .request("fi");
        roff.seeAlso(List.of(
                command + " (1)", command + "-verify (1)", command + "-restore (1)", command + "-incident (1)"));
        return roff.toString();
    }

    private static void codes(Roff roff, String title, List<ExitCode.Meaning> codes) {
        roff.request("SH \"" + title + "\"");
        for (ExitCode.Meaning code : codes) {
            roff.request("TP")
                    .bold(code.code())
                    .text(code.meaning())
                    .request("br")
                    .text(code.remedy());
        }
    }
}
