package org.corebucket.bridge.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script can be seen to load of the files around it. */
final class VisibleImportsTest {

    @TempDir
    private Path root;

    @Test
    void pythonImportsModulesPackagesAndSiblings() throws IOException {
        file("a.py", "");
        file("b.py", "");
        file("pkg/__init__.py", "");
        file("pkg/deep.py", "from . import near\nfrom .other import x\n");
        file("pkg/near.py", "");
        file("pkg/other.py", "");
        file("jobs/main.py", """
                #!/usr/bin/env python3
                import os, a as first, json  # a comment
                if True:
                    from b import (
                        thing,
                    )
                from pkg import deep
                # import c
                """);
        file("c.py", "");

        assertThat(missing("jobs/main.py"))
                .containsExactlyInAnyOrder(
                        "a.py", "b.py", "pkg/__init__.py", "pkg/deep.py", "pkg/near.py", "pkg/other.py");
    }

    @Test
    void aShellSourcesByNameByDirectoryOfTheScriptAndByVariable() throws IOException {
        for (String name : List.of("lib/a.sh", "lib/b.sh", "lib/c.sh", "lib/d.sh", "lib/e.sh")) {
            file(name, "");
        }
        file("lib/main", """
                #!/bin/sh
                . ./a.sh
                source b.sh
                . "$(dirname "$0")/c.sh"
                [ -n "$X" ] || . "$HERE/d.sh"
                  . lib/e.sh; true
                """);

        assertThat(missing("lib/main")).contains("lib/a.sh", "lib/b.sh", "lib/c.sh", "lib/e.sh");
    }

    @Test
    void aShellThatSourcesFromWhereItWorksLoadsTheLiveTree() throws IOException {
        file("lib.sh", "");
        file("main.sh", ". ./lib.sh\n");
        file("sound.sh", ". \"$(dirname \"$0\")/lib.sh\"\n");
        List<String> listed = List.of("lib.sh", "main.sh", "sound.sh");

        assertThat(new VisibleImports(root, listed).missing(List.of("main.sh")))
                .containsExactly(new VisibleImports.MissingImport("main.sh", "lib.sh", true));
        assertThat(new VisibleImports(root, listed).missing(List.of("sound.sh")))
                .isEmpty();
    }

    @Test
    void nodeRequiresAndImportsRelativePaths() throws IOException {
        for (String name : List.of("js/h.js", "js/up.mjs", "x.json", "js/dir/index.js")) {
            file(name, "");
        }
        file("js/main.js", """
                const h = require('./h.js'), fs = require("fs");
                import up from "./up.mjs"
                const x = require('../x'), d = await import('./dir');
                """);

        assertThat(missing("js/main.js"))
                .containsExactlyInAnyOrder("js/h.js", "js/up.mjs", "x.json", "js/dir/index.js");
    }

    @Test
    void whatIsListedOrOutsideOrNotThereIsNotMissing() throws IOException {
        file("main.py", "import listed, absent\n");
        file("listed.py", "import main\n");
        file("x.sh", ". ../outside.sh\n. /etc/profile\n");

        assertThat(new VisibleImports(root, List.of("listed.py", "main.py")).missing(List.of("main.py", "x.sh")))
                .isEmpty();
    }

    private List<String> missing(String script) {
        return new VisibleImports(root, List.of(script))
                .missing(List.of(script)).stream()
                        .map(VisibleImports.MissingImport::path)
                        .toList();
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
