package org.corebucket.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.assertj.core.api.SoftAssertions;
import org.corebucket.bridge.docs.Page.Block;
import org.corebucket.bridge.docs.Page.Command;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of the documentation, run in its order by the real launcher, and compared with what the page shows. */
final class DocumentedCommandsIT {

    @TempDir
    private Path base;

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.docs.Documents#pages")
    void everyCommandEndsAndPrintsAsThePageSays(String name) throws Exception {
        Page page = Page.read(Documents.file(name));
        Workplace workplace = Workplace.in(base);

        workplace.run(page);

        SoftAssertions softly = new SoftAssertions();
        for (Block block : page.blocks()) {
            if (Workplace.isRun(block) && block.language().equals("console") && !block.says("example")) {
                for (Command command : block.commands()) {
                    assertPrints(page, command, workplace.printedBy(command), softly);
                }
            }
        }
        softly.assertAll();
    }

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.docs.Documents#pages")
    void whatIsNotRunIsShellThatNamesWhatThereIs(String name) throws Exception {
        Page page = Page.read(Documents.file(name));

        for (Block block : page.blocks()) {
            if (block.isOnlyLookedAt() && Workplace.hasWhatItNeeds(block)) {
                assertThat(block.comment("not run") + block.comment("on a host"))
                        .as(name + ":" + block.line())
                        .isNotBlank();
                for (Command command : block.commands()) {
                    UnrunCommand.of(command.text()).check(name + ":" + command.line());
                }
            }
        }
    }

    private static void assertPrints(Page page, Command command, String printed, SoftAssertions softly) {
        softly.assertThat(new Transcript(command.output()).matches(printed))
                .as(page.name() + ":" + command.line() + ": " + command.text() + "\nshould print\n"
                        + String.join("\n", command.output()) + "\nand prints\n" + printed)
                .isTrue();
    }
}
