package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestedPathTest {

    @ParameterizedTest
    @CsvSource({
        "a/b.py, a/b.py",
        "./a/b.py, a/b.py",
        "a//b.py/, a/b.py",
        "a/./x/../b.py, a/b.py",
        "../../a/b.py, a/b.py",
        "/root/dir/a/b.py, a/b.py",
        "/root/dir/../a/b.py, a/b.py",
        "/elsewhere/b.py, elsewhere/b.py",
        "a\\b.py, a/b.py",
        "A/B.PY, a/b.py",
        "ａ/b.py, a/b.py",
        "cafe\u0301.py, café.py",
    })
    void everyCarelessReadingIsAmongThem(String request, String path) {
        assertThat(RequestedPath.readings("/root/dir", request)).contains(path);
    }
}
