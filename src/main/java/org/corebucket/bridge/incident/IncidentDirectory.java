package org.corebucket.bridge.incident;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.incident.IncidentState.Closing;
import org.corebucket.bridge.incident.IncidentState.IncidentContent;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedAuthority;
import org.jspecify.annotations.Nullable;

/**
 * Reads incidents, their resolutions, and what the state outside the deployment remembers of them, and joins the three. Who
 * may decide is only read if there is a resolution to be verified.
 */
final class IncidentDirectory {

    private static final String DIRECTORY = "logs/incidents";
    private static final String RESOLUTIONS = "resolutions";
    private static final String ACKNOWLEDGEMENTS = "acknowledgements";
    private static final String ENDING = ".json";
    private static final int LARGEST = 64 * 1024 * 1024;

    private final Deployment deployment;
    private final TrustStore store;
    private final @Nullable InputFile trusted;

    /**
     * The incidents of one deployment.
     *
     * @param trusted the release key's public half to trust, or null for the deployment's own
     */
    IncidentDirectory(Deployment deployment, TrustStore store, @Nullable InputFile trusted) {
        this.deployment = deployment;
        this.store = store;
        this.trusted = trusted;
    }

    /** The file that records the acknowledgement of a warning. */
    static Path acknowledgement(Deployment deployment, String id) {
        return deployment.incidents().resolve(ACKNOWLEDGEMENTS).resolve(id + ENDING);
    }

    /**
     * The writer of incidents' files. It has a staging directory of its own, since a freeze sweeps the usual one, and nothing
     * here waits for a freeze.
     */
    static DurableFiles writer(Deployment deployment) {
        return new DurableFiles(deployment.incidents().resolve(".staging"));
    }

    static Path file(Deployment deployment, String id) {
        return deployment.incidents().resolve(id + ENDING);
    }

    static Path resolution(Deployment deployment, String id) {
        return deployment.incidents().resolve(RESOLUTIONS).resolve(id + ENDING);
    }

    /** All incidents, sorted by id. */
    List<IncidentState> all() throws IOException {
        Set<String> remembered = remembered();
        Set<String> ids = new TreeSet<>(remembered);
        List<IncidentState> incidents = new ArrayList<>();
        String obstacle = list(ids);
        if (!obstacle.isEmpty()) {
            incidents.add(new IncidentState(
                    DIRECTORY, new IncidentContent.UnreadableIncident(obstacle), null, new Closing.NotClosed(), false));
        }
        Deciders deciders = new Deciders(deployment, store, trusted);
        for (String id : ids) {
            incidents.add(read(id, remembered.contains(id), deciders));
        }
        return incidents;
    }

    /** The incidents that keep the emergency stop in force. */
    List<IncidentState> stopping() throws IOException {
        List<IncidentState> stopping = new ArrayList<>();
        for (IncidentState one : all()) {
            if (one.stops()) {
                stopping.add(one);
            }
        }
        return stopping;
    }

    private Set<String> remembered() {
        try {
            TrustState state = store.load();
            return state == null ? Set.of() : new HashSet<>(state.openIncidents());
        } catch (TrustStore.UnusableStateException | IOException e) {
            // The check {@code seal} reports it (16): nothing starts then, and no resolution counts.
            return Set.of();
        }
    }

    /** Adds the ids of all files. If the directory can't be read, it returns the reason. */
    private String list(Set<String> ids) throws IOException {
        Path directory = deployment.incidents();
        try {
            FileFacts.FileType type = FileFacts.of(directory).type();
            if (type != FileFacts.FileType.DIRECTORY) {
                return DIRECTORY + " is " + type.words();
            }
            for (String name : TreeFiles.names(directory)) {
                if (name.endsWith(ENDING)) {
                    ids.add(name.substring(0, name.length() - ENDING.length()));
                }
            }
            return "";
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private IncidentState read(String id, boolean remembered, Deciders deciders) {
        String name = id + ENDING;
        IncidentContent content;
        Sha256 digest = null;
        try {
            byte[] bytes = TreeFiles.read(deployment.incidents(), name, LARGEST);
            digest = Sha256.of(bytes);
            content = new IncidentContent.Recorded(IncidentFile.read(bytes, id, DIRECTORY + "/" + name));
        } catch (NoSuchFileException e) {
            content = new IncidentContent.Gone();
        } catch (MalformedJsonException | NotRegularException e) {
            content = new IncidentContent.UnreadableIncident(problem(e));
        } catch (IOException e) {
            content = new IncidentContent.Unread(e);
        }
        Closing closing = closing(id, digest, remembered, deciders);
        IncidentState read = new IncidentState(id, content, digest, closing, remembered);
        return closing instanceof Closing.NotClosed && !read.isCritical()
                ? new IncidentState(id, content, digest, acknowledged(id), false)
                : read;
    }

    private Closing acknowledged(String id) {
        String name = ACKNOWLEDGEMENTS + "/" + id + ENDING;
        try {
            byte[] bytes = TreeFiles.read(deployment.incidents(), name, LARGEST);
            return new Closing.Acknowledged(Acknowledgement.read(bytes, id, DIRECTORY + "/" + name));
        } catch (NoSuchFileException e) {
            return new Closing.NotClosed();
        } catch (MalformedJsonException | IOException e) {
            return new Closing.Doubtful(problem(e));
        }
    }

    private Closing closing(String id, @Nullable Sha256 digest, boolean remembered, Deciders deciders) {
        String name = RESOLUTIONS + "/" + id + ENDING;
        try {
            byte[] bytes = TreeFiles.read(deployment.incidents(), name, LARGEST);
            Resolution resolution = deciders.read(bytes, DIRECTORY + "/" + name, remembered);
            return judge(resolution, id, digest);
        } catch (NoSuchFileException e) {
            return new Closing.NotClosed();
        } catch (InvalidSignatureException e) {
            return new Closing.Doubtful(String.valueOf(e.getMessage()));
        } catch (MalformedJsonException | TrustedAuthority.NotTrustedException | IOException e) {
            return new Closing.Doubtful(problem(e));
        }
    }

    private static Closing judge(Resolution resolution, String id, @Nullable Sha256 digest) {
        if (!resolution.incident().equals(id)) {
            return new Closing.Doubtful("it is that of " + resolution.incident());
        }
        Sha256 expected = resolution.incidentSha256();
        boolean same = expected == null ? digest == null : digest != null && expected.equals(digest);
        return same
                ? new Closing.Resolved(resolution)
                : new Closing.Doubtful("the incident is no longer what was resolved");
    }

    private static String problem(Exception e) {
        if (e instanceof NotRegularException found) {
            return "it is " + found.what();
        }
        if (e instanceof IOException trouble) {
            return "it can't be read: " + IoTrouble.reason(trouble);
        }
        return String.valueOf(e.getMessage());
    }
}
