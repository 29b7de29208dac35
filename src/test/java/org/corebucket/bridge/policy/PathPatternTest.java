package org.corebucket.bridge.policy;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "test_*.py, test_a.py",
        "test_*.py, test_.py",
        "test_*.py, deep/er/test_a.py",
        "*_test.py, a_test_test.py",
        "load_test*.py, load_tests.py",
        "final_verification.py, canonical/final_verification.py",
        "automation/plugins/*.py, automation/plugins/a.py",
        "a*b*c, a-b-b-c",
        "a?c, abc",
        "a?c, a😀c",
        "*?, a",
        "*, anything",
        "*/x/*, a/x/b",
        "*a/*b, ca/cab",
        "tests/**, tests/a.py",
        "tests/**, tests/deep/er/a.sh",
        "a/*/tests/**, a/b/tests/c",
        "*_test_runner.py, automation/full_sync_test_runner.py"
    })
    void matches(String pattern, String path) {
        assertThat(new PathPattern(pattern).matches(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "test_*.py, atest_a.py",
        "test_*.py, test_a.pyc",
        "test_*.py, test_a.py/data",
        "test_*.py, Test_a.py",
        "automation/plugins/*.py, automation/plugins/deep/a.py",
        "automation/plugins/*.py, old/automation/plugins/a.py",
        "automation/plugins/*.py, a.py",
        "a?c, ac",
        "a?c/x, a/c/x",
        "a.c, abc",
        "*/x, a/b/x",
        "*a/*b, ca/ba",
        "*?, ''",
        "tests/**, tests",
        "tests/**, tests/",
        "tests/**, old/tests/a.py",
        "tests/**, tests.py",
        "tests/**, testsuite/a.py",
        "a/*/tests/**, a/b/c/tests/d"
    })
    void doesNotMatch(String pattern, String path) {
        assertThat(new PathPattern(pattern).matches(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/x",
                "../x",
                "a//b",
                "**/x",
                "a**",
                "a/**/b",
                "/**",
                "**",
                "a/b**",
                "a/**/**",
                "test_[0-9].py",
                "{a,b}",
                "!x",
                "a\\*",
                "a\n"
            })
    void refusesWhatWouldSilentlyMatchNothing(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PathPattern(pattern));
    }

    @Test
    void manyStarsDoNotBlowUp() {
        PathPattern pattern = new PathPattern("*a".repeat(100) + "b");

        assertThat(assertTimeoutPreemptively(ofSeconds(10), () -> pattern.matches("a".repeat(10_000))))
                .isFalse();
    }
}
