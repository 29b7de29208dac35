package org.corebucket.bridge.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class ChangeEventsTest {

    private static final Duration GUARD = Duration.ofSeconds(30);

    private Operator operator;
    private ChangeEvents events;

    @BeforeEach
    void listen(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        Files.createDirectories(operator.path("jobs/daily"));
        operator.write("jobs/daily/report.sh", "echo\n");
        events = new ChangeEvents(Deployment.at(operator.root()));
        events.follow(Set.of("CANONICAL_RUN.md", "canonical/policy.json", "jobs/daily/report.sh"));
    }

    @AfterEach
    void close() throws IOException {
        events.close();
    }

    /** What can be done to a sealed file. */
    private enum Change {
        IN_PLACE {
            @Override
            void make(Operator operator) throws IOException {
                operator.flipByte("jobs/daily/report.sh");
            }
        },
        BY_RENAME {
            @Override
            void make(Operator operator) throws IOException {
                Path other = Files.writeString(operator.beside("other"), "echo other\n");
                Files.move(other, operator.path("CANONICAL_RUN.md"), StandardCopyOption.REPLACE_EXISTING);
            }
        },
        DELETED {
            @Override
            void make(Operator operator) throws IOException {
                Files.delete(operator.path("canonical/policy.json"));
            }
        },
        MODE {
            @Override
            void make(Operator operator) throws IOException {
                Files.setPosixFilePermissions(
                        operator.path("jobs/daily/report.sh"), PosixFilePermissions.fromString("rw-rw-rw-"));
            }
        },
        UNLISTED {
            @Override
            void make(Operator operator) throws IOException {
                operator.write("canonical/extra.py", "print()\n");
            }
        },
        THROUGH_ITS_DIRECTORY {
            @Override
            void make(Operator operator) throws IOException {
                Files.move(operator.path("jobs"), operator.path("jobs.old"));
            }
        },
        MANIFEST {
            @Override
            void make(Operator operator) throws IOException {
                operator.flipByte("manifests/canonical.sha256");
            }
        };

        abstract void make(Operator operator) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aChangeIsNoticed(Change change) throws Exception {
        change.make(operator);

        assertThat(events.await(GUARD)).isTrue();
    }

    @Test
    void whatNobodyAsksAboutIsNoChange() throws Exception {
        operator.write("notes.txt", "mine\n");
        operator.write("manifests/other.txt", "mine\n");
        operator.write("jobs/daily/other.sh", "echo\n");
        Files.createFile(operator.path("logs/new.log"));

        assertThat(events.await(Duration.ofMillis(200))).isFalse();
        assertThat(events.await(Duration.ofMillis(200))).isFalse();
    }

    @Test
    void aDirectoryThatIsGoneIsNotOneThatCannotBeListenedTo() throws Exception {
        assertThat(events.follow(List.of("CANONICAL_RUN.md", "gone/away.py"))).isZero();
    }

    @Test
    void aDirectoryThatThisUserMayNotReadIsCounted() throws Exception {
        Path closed = Files.createDirectory(operator.path("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("-wx------"));
        assumeFalse(Files.isReadable(closed), "this user may read everything");

        assertThat(events.follow(List.of("CANONICAL_RUN.md", "closed/job.sh"))).isOne();
    }

    @Test
    void aDirectoryThatTookTheOldOnesPlaceIsListenedToAfterTheNextVerification() throws Exception {
        Change.THROUGH_ITS_DIRECTORY.make(operator);
        assertThat(events.await(GUARD)).isTrue();
        Files.createDirectories(operator.path("jobs/daily"));
        operator.write("jobs/daily/report.sh", "echo\n");
        events.follow(Set.of("jobs/daily/report.sh"));
        while (events.await(Duration.ofMillis(50))) {
            assertThat(events).isNotNull();
        }

        operator.flipByte("jobs/daily/report.sh");

        assertThat(events.await(GUARD)).isTrue();
    }
}
