package org.corebucket.bridge.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.http.WebOrigin;
import org.corebucket.bridge.json.JsonWord;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;

/**
 * What a deployment allows (CONTRACT 11), as {@code canonical/policy.json} says it.
 *
 * @param system the system's name in reports and certificates
 * @param files the files that the manifest lists besides {@code canonical/} and {@code CANONICAL_RUN.md}
 * @param entrypoints what may run; no two have the same name
 * @param forbidden what must not run
 * @param modules the modules that send updates, by name
 * @param access what each role may do
 * @param documents the frozen documents
 * @param monitoring what the watch does, and how often
 * @param alerts the sinks to which incidents are reported
 * @param clients where the deployment's clients find its bridges
 * @param attributes what a freeze records of the listed files and their directories besides their bytes
 * @param outside absolute paths of files outside of the deployment that a freeze records; a directory's ends in a slash
 */
public record Policy(
        String system,
        List<String> files,
        List<Entrypoint> entrypoints,
        ForbiddenRunners forbidden,
        Map<String, Module> modules,
        AccessMatrix access,
        List<String> documents,
        Monitoring monitoring,
        List<Alert> alerts,
        ClientSettings clients,
        List<FileAttribute> attributes,
        List<String> outside) {

    /** A new deployment's job sends a heartbeat every 5 minutes: two may be lost before a module is late. */
    private static final Duration HEARTBEAT_MAX_AGE = Duration.ofMinutes(15);

    /** The interval between two verifications of a watch, unless the policy says otherwise. */
    public static final Duration WATCH_INTERVAL = Duration.ofMinutes(5);

    /** The version of the policy's form that this toolkit reads. */
    static final long SCHEMA = 1;

    /** The modules that every deployment has. */
    static final List<String> MODULES = List.of("education", "finance", "creative", "robotics");

    /** The documents that every deployment freezes. */
    public static final List<String> DOCUMENTS = List.of(
            "CANONICAL_RUN.md",
            "canonical/INTEGRATION_CONTRACT.md",
            "canonical/OBSERVABILITY.md",
            "canonical/SECURITY_POLICY.md",
            "canonical/PRODUCTION_READINESS_CHECKLIST.md");

    /**
     * A registered module.
     *
     * @param key the PEM of the public key that its envelopes are checked with, relative to the root
     * @param roles the roles that it may act in
     * @param heartbeats when its heartbeats are awaited; empty if as {@link Monitoring} says
     */
    public record Module(String key, List<String> roles, Optional<ExpectedHeartbeats> heartbeats) {

        /** A module whose heartbeats are awaited as everywhere. */
        public Module(String key, List<String> roles) {
            this(key, roles, Optional.empty());
        }

        public Module {
            RelativePath.require(key);
            roles = List.copyOf(roles);
            for (String role : roles) {
                requirePrintable(role);
            }
        }
    }

    /**
     * What each role may do.
     *
     * @param cells whether a right is granted, by role and then by right; a right without a cell is undecided, which is not the
     * same as denied
     */
    public record AccessMatrix(Map<String, Map<String, Boolean>> cells) {

        static final String ADMIN = "admin";
        static final String KEY_ACCESS = "key_access";

        static final List<String> ROLES = List.of(ADMIN, "automation", "module");

        private static final List<String> MODULE_RIGHTS =
                List.of("send_updates", "send_heartbeats", "read_status", "read_receipts");

        static final List<String> RIGHTS = List.of(
                "send_updates",
                "send_heartbeats",
                "read_status",
                "read_receipts",
                "read_dashboard",
                "run_automation",
                KEY_ACCESS);

        public AccessMatrix {
            Map<String, Map<String, Boolean>> copy = new LinkedHashMap<>();
            for (Map.Entry<String, Map<String, Boolean>> role : cells.entrySet()) {
                requirePrintable(role.getKey());
                for (String right : role.getValue().keySet()) {
                    requirePrintable(right);
                }
                copy.put(role.getKey(), Collections.unmodifiableMap(new LinkedHashMap<>(role.getValue())));
            }
            cells = Collections.unmodifiableMap(copy);
        }

        /**
         * The matrix of a new deployment: each role has the rights of the one below it, and only the administrator has access
         * to keys.
         */
        static AccessMatrix standard() {
            Map<String, Map<String, Boolean>> cells = new LinkedHashMap<>();
            for (String role : ROLES) {
                Map<String, Boolean> row = new LinkedHashMap<>();
                for (String right : RIGHTS) {
                    row.put(right, grants(role, right));
                }
                cells.put(role, row);
            }
            return new AccessMatrix(cells);
        }

        private static boolean grants(String role, String right) {
            return role.equals(ADMIN)
                    || MODULE_RIGHTS.contains(right)
                    || (role.equals("automation") && right.equals("run_automation"));
        }
    }

    /**
     * The watch.
     *
     * @param interval between two verifications
     * @param required whether a deployment without a watch, or with a silent module, fails its verification
     * @param heartbeatMaxAge the age of the last heartbeat after which a module is late
     */
    public record Monitoring(Duration interval, boolean required, Duration heartbeatMaxAge) {}

    /**
     * A sink to which incidents are reported: a webhook has a {@code url}, a command an {@code argv}; the other is empty.
     *
     * @param secretFile the file with the secret that a webhook signs with, relative to the root
     */
    public record Alert(AlertKind kind, String url, List<String> argv, String secretFile) {

        /** The kind of sink. */
        public enum AlertKind implements JsonWord {
            /** It gets an HTTP request. */
            WEBHOOK("webhook"),
            /** It is a process, which is started. */
            COMMAND("command");

            private final String text;

            AlertKind(String text) {
                this.text = text;
            }

            @Override
            public String text() {
                return text;
            }
        }

        public Alert {
            argv = List.copyOf(argv);
            if (!secretFile.isEmpty()) {
                RelativePath.require(secretFile);
            }
            for (String argument : argv) {
                requirePrintable(argument);
            }
            if (kind == AlertKind.WEBHOOK && (!isWebAddress(url) || !argv.isEmpty())) {
                throw new IllegalArgumentException("a webhook has an http or https url and no argv");
            }
            if (kind == AlertKind.COMMAND && (!url.isEmpty() || argv.isEmpty())) {
                throw new IllegalArgumentException("a command has an argv and no url");
            }
        }

        /**
         * What its command would run, or may load, of the live tree.
         *
         * @param root the deployment's real path
         * @return a phrase without a subject; empty if it names nothing of the live tree, or is not a command
         */
        public Optional<String> liveTree(Path root) {
            return kind == AlertKind.COMMAND ? new SystemCommand(argv).liveTree(root) : Optional.empty();
        }

        private static boolean isWebAddress(String url) {
            try {
                boolean web = url.startsWith("https://") || url.startsWith("http://");
                return web && new URI(requirePrintable(url)).getHost() != null;
            } catch (URISyntaxException e) {
                return false;
            }
        }
    }

    /**
     * Where the deployment's clients find the bridges of its ledger: its modules, its automation, and those who ask how it is.
     *
     * @param bridges their addresses, in the order in which they are tried; none is the one that the bridge's descriptor describes
     * @param authorities the PEM of the authorities that vouch for the bridges' certificates, relative to the root; empty is
     *     those that this Java trusts
     */
    public record ClientSettings(List<URI> bridges, String authorities) {

        /** The clients of a deployment whose policy names no bridges. */
        public static final ClientSettings NONE = new ClientSettings(List.of(), "");

        public ClientSettings {
            bridges = List.copyOf(bridges);
            for (URI bridge : bridges) {
                if (!WebOrigin.isOrigin(bridge)) {
                    throw new IllegalArgumentException(Quoted.of(bridge.toString()) + " is no address of a bridge");
                }
                if (!WebOrigin.isConfidential(bridge)) {
                    throw new IllegalArgumentException("tokens would go to " + bridge.getHost() + " in the clear");
                }
            }
            if (Set.copyOf(bridges).size() < bridges.size()) {
                throw new IllegalArgumentException("a bridge is named twice");
            }
            if (!authorities.isEmpty()) {
                RelativePath.require(authorities);
            }
        }
    }

    public Policy {
        requirePrintable(system);
        files = paths(files);
        entrypoints = List.copyOf(entrypoints);
        requireDistinctNames(entrypoints);
        modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
        for (String module : modules.keySet()) {
            requirePrintable(module);
        }
        documents = paths(documents);
        alerts = List.copyOf(alerts);
        attributes = List.copyOf(attributes);
        outside = List.copyOf(outside);
        outside.forEach(Policy::requireOutside);
    }

    /** A path that begins at the top, and is otherwise as one relative to the root; it may end in a slash. */
    static void requireOutside(String path) {
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        if (!path.startsWith("/") || end < 2) {
            throw new IllegalArgumentException(Quoted.of(path) + " is no absolute path below /");
        }
        RelativePath.require(path.substring(1, end));
    }

    /** A policy by which nothing else is recorded than the digests of the listed files. */
    public Policy(
            String system,
            List<String> files,
            List<Entrypoint> entrypoints,
            ForbiddenRunners forbidden,
            Map<String, Module> modules,
            AccessMatrix access,
            List<String> documents,
            Monitoring monitoring,
            List<Alert> alerts,
            ClientSettings clients) {
        this(
                system,
                files,
                entrypoints,
                forbidden,
                modules,
                access,
                documents,
                monitoring,
                alerts,
                clients,
                List.of(),
                List.of());
    }

    /**
     * Passes if a module that somebody named is registered.
     *
     * @throws MendableException if it is not, naming those that are
     */
    public void requireModule(String module) throws MendableException {
        if (!modules.containsKey(module)) {
            throw new MendableException(
                    MendableException.MendableKind.USAGE,
                    "no module " + Quoted.of(module) + " is registered; those are: "
                            + String.join(", ", modules.keySet()));
        }
    }

    /** The policy that {@code init} writes where there is none. */
    public static Policy standard(String system) {
        Map<String, Module> modules = new LinkedHashMap<>();
        for (String module : MODULES) {
            modules.put(module, new Module(KeyPurpose.MODULE.publicHalf(), List.of("module")));
        }
        return new Policy(
                system,
                List.of(),
                List.of(Entrypoint.bridge(), Entrypoint.automation()),
                ForbiddenRunners.standard(),
                modules,
                AccessMatrix.standard(),
                DOCUMENTS,
                new Monitoring(WATCH_INTERVAL, false, HEARTBEAT_MAX_AGE),
                List.of(),
                ClientSettings.NONE);
    }

    /** Adds a foreign file as {@link #withProcess(String, List, List)} does, with the one approved form of no arguments. */
    public Policy withProcess(String path, List<String> argv) {
        return withProcess(path, argv, List.of(ArgumentForm.parse("")));
    }

    /**
     * The same policy with a foreign file as an entrypoint, named by its path. If the file is an entrypoint already, it gets
     * the forms that it lacks, and keeps its command line.
     *
     * @param argv its command line, {@code {file}} standing for the staged file
     * @param forms approved forms of its arguments
     * @throws IllegalArgumentException if the path is not a relative path, or is the name of another entrypoint
     */
    public Policy withProcess(String path, List<String> argv, List<ArgumentForm> forms) {
        List<Entrypoint> more = new ArrayList<>(entrypoints);
        int at = 0;
        while (at < more.size() && !more.get(at).isProcessOf(path)) {
            at++;
        }
        if (at < more.size()) {
            more.set(at, more.get(at).withForms(forms));
        } else {
            more.add(new Entrypoint(
                    new EntrypointName(path), path, Entrypoint.EntrypointKind.PROCESS, argv, forms, List.of()));
        }
        return with(withFile(path).files(), more);
    }

    /** The same policy with one more file that is sealed. */
    public Policy withFile(String path) {
        if (files.contains(path)) {
            return this;
        }
        List<String> more = new ArrayList<>(files);
        more.add(path);
        return with(more, entrypoints);
    }

    private Policy with(List<String> sealed, List<Entrypoint> runnable) {
        return new Policy(
                system,
                sealed,
                runnable,
                forbidden,
                modules,
                access,
                documents,
                monitoring,
                alerts,
                clients,
                attributes,
                outside);
    }

    /**
     * The same policy, with the witness as an entrypoint if its descriptor is sealed, and the policy has no entrypoint of that name
     * or file: whoever seals the descriptor wants the witness to run (CONTRACT 14).
     *
     * @param listed the paths that are sealed, or are about to be
     */
    public Policy withSealed(Collection<String> listed) {
        Entrypoint witness = Entrypoint.witness();
        if (!listed.contains(witness.file())
                || entrypoint(witness.name().text()).isPresent()
                || entrypoint(witness.file()).isPresent()) {
            return this;
        }
        List<Entrypoint> more = new ArrayList<>(entrypoints);
        more.add(witness);
        return with(files, more);
    }

    /**
     * When the heartbeats of modules are awaited, by the modules' names.
     *
     * @param names of modules, which need not be registered
     */
    public Map<String, ExpectedHeartbeats> expectedHeartbeats(Collection<String> names) {
        ExpectedHeartbeats usual = ExpectedHeartbeats.within(monitoring.heartbeatMaxAge());
        Map<String, ExpectedHeartbeats> expected = new LinkedHashMap<>();
        for (String name : names) {
            Module module = modules.get(name);
            expected.put(name, module == null ? usual : module.heartbeats().orElse(usual));
        }
        return expected;
    }

    /** The entrypoint of this name, else the first whose file has this path. */
    public Optional<Entrypoint> entrypoint(String nameOrPath) {
        for (Entrypoint entrypoint : entrypoints) {
            if (entrypoint.name().text().equals(nameOrPath)) {
                return Optional.of(entrypoint);
            }
        }
        for (Entrypoint entrypoint : entrypoints) {
            if (entrypoint.file().equals(nameOrPath)) {
                return Optional.of(entrypoint);
            }
        }
        return Optional.empty();
    }

    private static List<String> paths(List<String> paths) {
        for (String path : paths) {
            RelativePath.require(path);
        }
        return List.copyOf(paths);
    }

    /** A name of printable characters, which is not blank. */
    static String requirePrintable(String name) {
        if (!OneLine.isPrintable(name)) {
            throw new IllegalArgumentException(Quoted.of(name) + " has a character that can't be shown");
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException(Quoted.of(name) + " is blank");
        }
        return name;
    }

    private static void requireDistinctNames(List<Entrypoint> entrypoints) {
        Set<String> names = new HashSet<>();
        for (Entrypoint entrypoint : entrypoints) {
            if (!names.add(entrypoint.name().text())) {
                throw new IllegalArgumentException("two entrypoints are named "
                        + Quoted.of(entrypoint.name().text()));
            }
        }
    }
}
