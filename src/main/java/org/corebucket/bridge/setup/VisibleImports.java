package org.corebucket.bridge.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.digest.TreeFiles;

/**
 * Finds the files of the deployment that a script loads, as far as its text shows: by Python's imports, a shell's
 * {@code source}, or Node's {@code require}. A run has copies of the listed files only, so that a loaded file that is not
 * listed is missing there. Names that a script makes up while it runs can't be seen.
 */
public final class VisibleImports {

    private static final int LARGEST = 1 << 20;
    private static final int MOST_FILES = 1000;

    private static final Pattern PYTHON = Pattern.compile(
            "^[ \\t]*(?:from[ \\t]+(\\.*[\\w.]*)[ \\t]+import[ \\t]+(.*)|import[ \\t]+(.*))$", Pattern.MULTILINE);
    private static final Pattern SHELL = Pattern.compile(
            "^[ \\t]*(?:source|\\.)[ \\t]+[\"']?(\\$\\(dirname[^)]*\\)/|\\$\\{?\\w+(?:%/\\*)?}?/)?([^\\s\"';&|$`]+)",
            Pattern.MULTILINE);
    private static final Pattern NODE =
            Pattern.compile("(?:require\\(|import\\(|from|import)[ \\t]*[\"'](\\.{1,2}/[^\"']+)[\"']");

    /**
     * A file that a script loads, and that a run would not find as sealed.
     *
     * @param by the path of the script, relative to the root
     * @param path the path of the file, relative to the root
     * @param live whether the script loads it from its working directory, which is the live tree; if not, the file is not
     * listed
     */
    public record MissingImport(String by, String path, boolean live) {}

    private final Path root;
    private final Set<String> listed;

    /**
     * A search in one deployment.
     *
     * @param listed the paths that are sealed, or are about to be
     */
    public VisibleImports(Path root, Collection<String> listed) {
        this.root = root;
        this.listed = Set.copyOf(listed);
    }

    /**
     * The files that these scripts load directly or by way of other files, that are there, and that a run would not find as
     * sealed.
     */
    public List<MissingImport> missing(Collection<String> scripts) {
        List<MissingImport> missing = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>(scripts);
        Deque<String> unread = new ArrayDeque<>(seen);
        while (!unread.isEmpty() && seen.size() < MOST_FILES) {
            String script = unread.removeFirst();
            Set<String> live = new LinkedHashSet<>();
            for (String loaded : loadedBy(script, live)) {
                if (seen.add(loaded)) {
                    unread.addLast(loaded);
                    if (!listed.contains(loaded)) {
                        missing.add(new MissingImport(script, loaded, false));
                    }
                }
            }
            for (String loaded : live) {
                missing.add(new MissingImport(script, loaded, true));
            }
        }
        return missing;
    }

    private Set<String> loadedBy(String script, Set<String> live) {
        Set<String> loaded = new LinkedHashSet<>();
        String text;
        try {
            text = new String(TreeFiles.read(root, script, LARGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return loaded; // sealing it reports that it can't be read
        }
        String first = text.lines().findFirst().orElse("");
        if (script.endsWith(".py") || (first.startsWith("#!") && first.contains("python"))) {
            python(script, text, loaded);
        } else if (script.endsWith(".js")
                || script.endsWith(".mjs")
                || script.endsWith(".cjs")
                || first.contains("node")) {
            node(script, text, loaded);
        } else {
            shell(script, text, loaded, live);
        }
        loaded.remove(script);
        return loaded;
    }

    private void python(String script, String text, Set<String> loaded) {
        Matcher matcher = PYTHON.matcher(text);
        while (matcher.find()) {
            String module = matcher.group(1);
            if (module == null) {
                for (String name : names(matcher.group(3))) {
                    module(script, name, loaded);
                }
            } else if (!module.isEmpty()) {
                module(script, module, loaded);
                for (String name : names(matcher.group(2))) {
                    module(script, module.endsWith(".") ? module + name : module + "." + name, loaded);
                }
            }
        }
    }

    /** The names of an import, without the names that {@code as} gives them. */
    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        for (String part : list.replaceAll("[()\\\\]|#.*", " ").split(",", -1)) {
            String name = part.strip().split("[ \\t;]", 2)[0];
            if (!name.isEmpty() && name.chars().allMatch(c -> c == '.' || c == '_' || Character.isLetterOrDigit(c))) {
                names.add(name);
            }
        }
        return names;
    }

    /** Looks for a module beside the script and below the root, which a script may have put into its {@code sys.path}. */
    private void module(String script, String module, Set<String> loaded) {
        int dots = 0;
        while (dots < module.length() && module.charAt(dots) == '.') {
            dots++;
        }
        String below = module.substring(dots).replace('.', '/');
        String up = "../".repeat(Math.max(0, dots - 1));
        int slash = 0;
        while (slash >= 0) {
            slash = below.indexOf('/', slash + 1);
            String part = slash < 0 ? below : below.substring(0, slash);
            List<String> places = dots > 0 ? List.of(beside(script, up + part)) : List.of(beside(script, part), part);
            for (String place : places) {
                add(place + ".py", loaded);
                add(place + "/__init__.py", loaded);
            }
        }
    }

    private void shell(String script, String text, Set<String> loaded, Set<String> live) {
        Matcher matcher = SHELL.matcher(text);
        while (matcher.find()) {
            boolean besideIt = matcher.group(1) != null;
            add(matcher.group(2), besideIt ? loaded : live);
            add(beside(script, matcher.group(2)), loaded);
        }
        loaded.addAll(live);
    }

    private void node(String script, String text, Set<String> loaded) {
        Matcher matcher = NODE.matcher(text);
        while (matcher.find()) {
            String place = beside(script, matcher.group(1));
            for (String ending : List.of("", ".js", ".cjs", ".mjs", ".json", "/index.js")) {
                add(place + ending, loaded);
            }
        }
    }

    private static String beside(String script, String name) {
        return script.substring(0, script.lastIndexOf('/') + 1) + name;
    }

    private void add(String place, Set<String> loaded) {
        try {
            Path file = root.resolve(place).normalize();
            if (file.startsWith(root) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                loaded.add(root.relativize(file).toString());
            }
        } catch (InvalidPathException e) {
            return; // it can't be the name of a file
        }
    }
}
