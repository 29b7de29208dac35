package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DirectoryOwner;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.NoDeploymentException;
import org.corebucket.bridge.deployment.RefusedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The options that may stand before or behind the command. If an option stands in both places, the one behind counts.
 */
public final class GlobalOptions {

    /** When output is coloured. */
    enum Color {
        AUTO,
        ALWAYS,
        NEVER
    }

    private static final String ROOT = "--root";
    private static final String COLOR = "--color";
    private static final String DEBUG = "--debug";

    /** The models of all commands that have these options; that of the innermost command is the last. */
    private final List<CommandSpec> models = new ArrayList<>();

    private String typed = "";

    void addTo(CommandSpec spec) {
        spec.addOption(Options.path(
                ROOT, "DIR", "The deployment; else the nearest directory upwards that holds canonical/policy.json."));
        spec.addOption(Options.value(
                        COLOR,
                        "WHEN",
                        "auto, always or never; auto colours a terminal unless NO_COLOR is set or it is dumb.")
                .type(Color.class)
                .build());
        spec.addOption(Options.flag(DEBUG, "Show the stack trace of an error."));
        models.add(spec);
    }

    /**
     * The deployment of a command that may make or change something there.
     *
     * @throws RefusedException if root runs the command and the deployment belongs to another user
     */
    public Deployment deployment(Host host) throws IOException, NoDeploymentException, RefusedException {
        Deployment deployment = deploymentToRead(host);
        requireOwner(host, deployment.root());
        return deployment;
    }

    /**
     * Passes unless root runs this in a directory of another user, who could not use what root makes there.
     *
     * @throws RefusedException names the owner, and what to type
     */
    public void requireOwner(Host host, Path directory) throws IOException, RefusedException {
        Optional<String> owner = DirectoryOwner.besidesRoot(host, directory);
        if (owner.isPresent()) {
            throw new RefusedException("nothing was done: " + directory + " belongs to the user " + owner.get()
                    + ", who can neither read nor write what root makes there\nDo it as that user: "
                    + asUser(owner.get())
                    + "\nWhere root is to run it, as in a container: chown root " + directory);
        }
    }

    /** This command line, to be run as another user. */
    public String asUser(String owner) {
        return "sudo -Hu " + owner + " bridgectl" + typed;
    }

    /** Remembers the command line, for {@link #asUser}. */
    public void typed(String... args) {
        StringBuilder line = new StringBuilder();
        for (String argument : args) {
            line.append(' ').append(word(argument));
        }
        typed = line.toString();
    }

    /** An argument quoted for a shell. One that can't be shown on a line becomes three dots. */
    private static String word(String argument) {
        boolean plain = !argument.isEmpty();
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c < ' ' || c > '~' || c == '\'') {
                return "...";
            }
            plain &= Character.isLetterOrDigit(c) || "-_=./:,@%+".indexOf(c) >= 0;
        }
        return plain ? argument : "'" + argument + "'";
    }

    /** Whether a command has a deployment: {@code --root} was given, or there is one in this directory or above. */
    public boolean hasDeployment(Host host) throws IOException {
        if (value(ROOT, Path.class) != null) {
            return true;
        }
        try {
            Deployment.find(host.workingDirectory());
            return true;
        } catch (NoDeploymentException e) {
            return false;
        }
    }

    /** The deployment of a command that changes nothing there. */
    public Deployment deploymentToRead(Host host) throws IOException, NoDeploymentException {
        Path root = value(ROOT, Path.class);
        return root == null
                ? Deployment.find(host.workingDirectory())
                : Deployment.at(host.workingDirectory().resolve(root));
    }

    /** The directory from which relative paths in arguments begin: {@code --root}, else the working directory. */
    public Path directory(Host host) {
        Path root = value(ROOT, Path.class);
        return root == null ? host.workingDirectory() : host.workingDirectory().resolve(root);
    }

    /** Whether results are to be coloured. */
    public boolean colour(Session session) {
        Color color = value(COLOR, Color.class);
        return switch (color == null ? Color.AUTO : color) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> mayColour(session);
        };
    }

    /** Whether standard output is a terminal that takes colours, and {@code NO_COLOR} is not set. */
    public static boolean mayColour(Session session) {
        return session.terminal().out()
                && session.host().variable("NO_COLOR") == null
                && Terminal.obeys(session.host());
    }

    /** Whether errors are to be shown with their stack traces. */
    public boolean debug() {
        return Boolean.TRUE.equals(value(DEBUG, Boolean.class));
    }

    private <T> @Nullable T value(String name, Class<T> type) {
        T value = null;
        for (CommandSpec model : models) {
            Object given = model.findOption(name).getValue();
            value = given == null ? value : type.cast(given);
        }
        return value;
    }
}
