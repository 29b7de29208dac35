package org.corebucket.bridge.cli.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.policy.PolicyWriter;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code automation import}: each line of a crontab becomes a job, or is named with the reason why not. */
final class AutomationImportTest {

    private Operator operator;

    @BeforeEach
    void deployment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        operator.setVariable("PATH", System.getenv("PATH"));
        operator.write("backup.sh", "#!/bin/sh\n");
        operator.setMode("backup.sh", "rw-r--r--");
        List<ArgumentForm> forms = List.of(ArgumentForm.parse("--full"), ArgumentForm.parse("--level {n}"));
        Policy policy = PolicyReader.read(operator.read(Deployment.POLICY), Deployment.POLICY)
                .withProcess("backup.sh", List.of("sh", "{file}"), forms);
        operator.write(Deployment.POLICY, PolicyWriter.text(policy));
    }

    private Answer read(String crontab, String... more) throws IOException {
        Path file = Files.writeString(
                operator.beside("crontab"),
                crontab.replace("ROOT", operator.root().toString()));
        List<String> line = new ArrayList<>(List.of("automation", "import", "--zone", "Europe/Berlin"));
        line.addAll(List.of(more));
        line.add(file.toString());
        return operator.run(line.toArray(String[]::new));
    }

    @Test
    void whatIsTakenOverPassesTheCheckAndIsDueWhenCronWouldRunIt() throws IOException {
        Answer answer = read("""
                # backups

                30 2 * * * sh ROOT/backup.sh --full
                @daily ROOT/backup.sh --level 3
                CRON_TZ=America/New_York
                0\t9 * * mon-fri\t/bin/sh 'ROOT/backup.sh' --level "2"
                @reboot bridgectl run backup.sh --full
                """);

        assertThat(answer.code()).as(answer.toString()).isZero();
        assertThat(answer.err()).isEqualTo("""
                line 7: taken over: it runs whenever a runner starts, not only when the host does
                taken over: 4, not taken over: 0
                """);
        Path jobs = Files.writeString(operator.beside("jobs.json"), answer.out());
        Answer check = operator.run("automation", "check", jobs.toString());
        assertThat(check).isEqualTo(new Answer(0, """
                backup.sh: cron 30 2 * * * Europe/Berlin
                backup.sh-2: cron @daily Europe/Berlin
                backup.sh-3: cron 0 9 * * mon-fri America/New_York
                backup.sh-4: when a runner starts
                %s: 4 jobs, all can run
                """.formatted(jobs), ""));
        assertThat(answer.out()).contains("\"--level\",\n            \"2\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MAILTO=ops@example.org | nobody is mailed",
                "PATH = /opt/bin | put \"PATH=…\" into the env of the entrypoint",
                "SHELL=/bin/bash | no shell is started",
                "CRON_TZ=Mars/Olympus | is no zone",
                "61 * * * * sh ROOT/backup.sh --full | the minute \"61\" is not from 0 to 59",
                "0 0 30 2 * sh ROOT/backup.sh --full | names days that its months don't have",
                "@fortnightly sh ROOT/backup.sh --full | is none of @hourly",
                "0 2 * * * | it has no command",
                "nonsense | it has no command",
                "0 2 * * * sh ROOT/backup.sh --full > /dev/null 2>&1 | it has a redirection (>)",
                "0 2 * * * sh ROOT/backup.sh --full%input | % ends the command",
                "0 2 * * * cd ROOT && sh backup.sh --full | it runs in the background, or has a list (&)",
                "0 2 * * * LEVEL=3 sh ROOT/backup.sh --full | it sets a variable",
                "0 2 * * * sh $HOME/backup.sh --full | in place of $",
                "0 2 * * * sh ROOT/backup.sh \"$(date)\" | in place of $",
                "0 2 * * * sh ROOT/*.sh | would look for names (*)",
                "0 2 * * * sh 'ROOT/backup.sh --full | a quote is not closed",
                "0 2 * * * sh ROOT/backup.sh --erase | does not approve these arguments of backup.sh",
                "0 2 * * * sh ROOT/other.sh | add one for \"other.sh\"",
                "0 2 * * * /usr/bin/true | no entrypoint of the policy runs /usr/bin/true",
                "0 2 * * * bridgectl run automation --once | automation is built in"
            })
    void whatIsNotTakenOverIsNamedWithItsReason(String line, String reason) throws IOException {
        Answer answer = read("# first\n" + line + "\n");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEqualTo("{\n  \"jobs\": []\n}\n");
        assertThat(answer.err())
                .startsWith("line 2: not taken over: ")
                .contains(reason.strip())
                .endsWith("taken over: 0, not taken over: 1\n");
    }

    @Test
    void aScriptThatInitAdoptedIsFoundByEachNameOfItsInterpreter(@TempDir Path directory) throws IOException {
        Operator newcomer = Operator.at(directory);
        newcomer.setVariable("PATH", System.getenv("PATH"));
        newcomer.write("backup.sh", "#!/bin/sh\n");
        assertThat(newcomer.run("init", "--adopt", "backup.sh --full").code()).isZero();
        String file = newcomer.path("backup.sh").toString();
        Path crontab = Files.writeString(
                newcomer.beside("crontab"),
                "@daily sh " + file + " --full\n@daily /usr/bin/sh " + file + " --full\n@daily /opt/sh " + file
                        + " --full\n");

        Answer answer = newcomer.run("automation", "import", "--zone", "UTC", crontab.toString());

        assertThat(answer.err())
                .startsWith("line 3: not taken over: no entrypoint of the policy runs it")
                .endsWith("taken over: 2, not taken over: 1\n");
    }

    @Test
    void aPipeIsNoCommand() throws IOException {
        assertThat(read("0 2 * * * sh ROOT/backup.sh --full | logger\n").err()).contains("it has a pipe or a list (|)");
    }

    @Test
    void aSystemCrontabNamesTheUser() throws IOException {
        String own = operator.host().userName();
        Answer answer = read(
                "0 2 * * * " + own + " sh ROOT/backup.sh --full\n0 2 * * * nobody sh ROOT/backup.sh --full\n",
                "--system");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .contains("line 2: not taken over: it runs as the user nobody")
                .endsWith("taken over: 1, not taken over: 1\n");
    }

    @Test
    void eachLineIsAccountedForWhateverBytesItHas() throws IOException {
        byte[] hostile = "\u001b[31m red\n0 2 * * * sh x\u0007y\n\n0 2 * * * sh ".getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(hostile, hostile.length + 1);
        bytes[hostile.length] = (byte) 0xff;
        Path file = Files.write(operator.beside("crontab"), bytes);

        Answer answer = operator.run("automation", "import", "--zone", "UTC", file.toString());

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .doesNotContain("\u001b", "\u0007")
                .contains("line 1: not taken over", "line 2: not taken over: it has a control character")
                .contains("line 4: not taken over: it is not UTF-8")
                .endsWith("taken over: 0, not taken over: 3\n");
    }
}
