package org.corebucket.bridge.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.corebucket.bridge.deployment.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * What a loss of power may leave of a command, as POSIX lets it: after any of its calls, each write that was not followed by
 * a sync of its file is there, block by block, or not; each name that was made, changed or removed is so, or is not, unless
 * its directory was synced since. A rename is whole or not there.
 */
public final class CrashStates {

    private static final int BLOCK = 4096;

    /** One file, whatever its names are. */
    private record Inode(int number) {}

    /** One thing that reaches the disk as a whole, or not at all; what makes it certain is a sync of {@code needs}. */
    private sealed interface Effect {

        /** A block of a file's content, or its length. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Data(Inode file, long offset, byte[] bytes, boolean cut) implements Effect {}

        /** A name: given to a file, or to a directory, or taken away. */
        record Name(
                String path,
                @Nullable Inode file,
                boolean directory,
                @Nullable String instead) implements Effect {}

        /** Permission bits. */
        record Mode(String path, @Nullable Inode file, int mode) implements Effect {}
    }

    /**
     * One state.
     *
     * @param after how many calls were made
     * @param lost which of the effects that were not certain are not there
     */
    public record State(int after, BitSet lost) {}

    private final Path directory;
    private final Tree before;
    private final List<DiskTrace.Call> calls;
    private final List<Effect> all = new ArrayList<>();

    /** For each effect, the number of the call that makes it certain. */
    private final List<Integer> certainFrom = new ArrayList<>();

    private final List<Integer> madeBy = new ArrayList<>();

    private CrashStates(Path directory, Tree before, DiskTrace trace) {
        this.directory = directory;
        this.before = before;
        this.calls = trace.calls();
        derive();
    }

    /** The tree below a directory as it is now. */
    public static Tree snapshot(Path directory) throws IOException {
        return Tree.of(directory.toRealPath());
    }

    /**
     * The states that a command may leave.
     *
     * @param before the tree as it was before the command
     */
    public static CrashStates of(Tree before, DiskTrace trace) {
        return new CrashStates(before.directory, before, trace);
    }

    /** Puts the tree into the state after all calls, with nothing lost: what a replay must come to. */
    public void complete() throws IOException {
        put(new State(calls.size(), new BitSet()));
    }

    /**
     * Some of the states, without repetition: after each call that changes what could be lost, all of it lost, nothing
     * lost, each thing alone lost, each thing alone kept, and some of the rest at random.
     *
     * @param most how many are wanted at most, spread over all
     */
    public List<State> sample(int most, long seed) {
        Random random = new Random(seed);
        Set<State> states = new LinkedHashSet<>();
        for (int after = 0; after <= calls.size(); after++) {
            BitSet uncertain = uncertain(after);
            states.add(new State(after, new BitSet()));
            states.add(new State(after, uncertain));
            for (int one = uncertain.nextSetBit(0); one >= 0; one = uncertain.nextSetBit(one + 1)) {
                BitSet alone = new BitSet();
                alone.set(one);
                states.add(new State(after, alone));
                BitSet others = (BitSet) uncertain.clone();
                others.clear(one);
                states.add(new State(after, others));
                BitSet some = (BitSet) uncertain.clone();
                some.stream().filter(ignored -> random.nextBoolean()).forEach(some::clear);
                states.add(new State(after, some));
            }
        }
        List<State> list = new ArrayList<>(states);
        if (list.size() <= most) {
            return list;
        }
        List<State> chosen = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            chosen.add(list.get((int) ((long) i * (list.size() - 1) / Math.max(1, most - 1))));
        }
        return chosen;
    }

    private BitSet uncertain(int after) {
        BitSet uncertain = new BitSet();
        for (int i = 0; i < all.size(); i++) {
            if (madeBy.get(i) < after && certainFrom.get(i) >= after) {
                uncertain.set(i);
            }
        }
        return uncertain;
    }

    /** What a state lacks, in words. */
    public String words(State state) {
        StringBuilder words = new StringBuilder("after " + state.after() + " calls");
        if (state.after() > 0) {
            words.append(" (the last ").append(calls.get(state.after() - 1)).append(")");
        }
        state.lost().stream().forEach(i -> words.append("\n  lost: ").append(calls.get(madeBy.get(i))));
        return words.toString().replace(directory.toString(), "");
    }

    /** Which calls may be lost though the command has ended. */
    public List<String> neverCertain() {
        List<String> words = new ArrayList<>();
        uncertain(calls.size()).stream()
                .forEach(i -> words.add(calls.get(madeBy.get(i)).toString().replace(directory.toString(), "")));
        return words;
    }

    /** Puts the tree into a state. */
    public void put(State state) throws IOException {
        Tree tree = before.copy();
        for (int i = 0; i < all.size() && madeBy.get(i) < state.after(); i++) {
            if (!state.lost().get(i)) {
                tree.apply(all.get(i));
            }
        }
        tree.materialize();
    }

    /** Follows the calls once, so that each effect knows its file, and what makes it certain. */
    private void derive() {
        Tree tree = before.copy();
        for (int call = 0; call < calls.size(); call++) {
            DiskTrace.Call made = calls.get(call);
            if (made.what() == 'S') {
                settle(tree, made.path(), call);
                continue;
            }
            for (Effect effect : effects(tree, made)) {
                all.add(effect);
                madeBy.add(call);
                certainFrom.add(Integer.MAX_VALUE);
                tree.apply(effect);
            }
        }
    }

    private void settle(Tree tree, String path, int call) {
        Inode synced = tree.names.get(path);
        for (int i = 0; i < all.size(); i++) {
            if (settles(path, synced, all.get(i)) && certainFrom.get(i) == Integer.MAX_VALUE) {
                // Certain once the sync has returned: from the state after this call on.
                certainFrom.set(i, call);
            }
        }
    }

    /** Whether a sync of a path, which is the name of a file or of a directory, makes an effect certain. */
    private static boolean settles(String path, @Nullable Inode synced, Effect effect) {
        if (effect instanceof Effect.Name name) {
            return path.equals(parent(name.path()));
        }
        if (effect instanceof Effect.Data data) {
            return data.file().equals(synced);
        }
        Effect.Mode mode = (Effect.Mode) effect;
        return mode.file() == null ? path.equals(mode.path()) : mode.file().equals(synced);
    }

    private List<Effect> effects(Tree tree, DiskTrace.Call call) {
        List<Effect> effects = new ArrayList<>();
        @Nullable Inode file = tree.names.get(call.path());
        switch (call.what()) {
            case 'O' -> {
                Inode fresh = tree.fresh();
                effects.add(new Effect.Name(call.path(), fresh, false, null));
                tree.modes.put(fresh, (int) call.number());
                before.modes.put(fresh, (int) call.number());
            }
            case 'W' -> blocks(effects, known(file, call), call.number(), call.data());
            case 'T' -> effects.add(new Effect.Data(known(file, call), call.number(), new byte[0], true));
            case 'R' ->
                effects.add(new Effect.Name(
                        call.other(),
                        tree.names.get(call.path()),
                        tree.directories.containsKey(call.path()),
                        call.path()));
            case 'L' -> effects.add(new Effect.Name(call.other(), known(file, call), false, null));
            case 'U' -> effects.add(new Effect.Name(call.path(), null, false, null));
            case 'M' -> effects.add(new Effect.Name(call.path(), null, true, null));
            case 'C' -> effects.add(new Effect.Mode(call.path(), file, (int) call.number()));
            default -> throw new IllegalArgumentException(call.toString());
        }
        return effects;
    }

    private static Inode known(@Nullable Inode file, DiskTrace.Call call) {
        if (file == null) {
            throw new IllegalStateException("no such file: " + call);
        }
        return file;
    }

    private static void blocks(List<Effect> effects, Inode file, long offset, byte[] bytes) {
        for (int from = 0; from < bytes.length; ) {
            int length = (int) Math.min(bytes.length - from, BLOCK - (offset + from) % BLOCK);
            byte[] block = new byte[length];
            System.arraycopy(bytes, from, block, 0, length);
            effects.add(new Effect.Data(file, offset + from, block, false));
            from += length;
        }
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** A tree of files: names, contents and modes. */
    public static final class Tree {

        private final Path directory;
        private final NavigableMap<String, Inode> names = new TreeMap<>();
        private final NavigableMap<String, Integer> directories = new TreeMap<>();
        private final Map<Inode, byte[]> contents = new HashMap<>();
        private final Map<Inode, Integer> modes = new HashMap<>();
        private int inodes;

        private Tree(Path directory) {
            this.directory = directory;
        }

        private static Tree of(Path directory) throws IOException {
            Tree tree = new Tree(directory);
            Map<Object, Inode> known = new HashMap<>();
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes facts) throws IOException {
                    tree.directories.put(dir.toString(), mode(dir));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                    if (!facts.isRegularFile()) {
                        throw new IOException(file + " is no regular file");
                    }
                    Inode inode = known.computeIfAbsent(facts.fileKey(), key -> tree.fresh());
                    tree.names.put(file.toString(), inode);
                    tree.contents.put(inode, Files.readAllBytes(file));
                    tree.modes.put(inode, mode(file));
                    return FileVisitResult.CONTINUE;
                }
            });
            return tree;
        }

        private static int mode(Path path) throws IOException {
            return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
        }

        private Tree copy() {
            Tree copy = new Tree(directory);
            copy.names.putAll(names);
            copy.directories.putAll(directories);
            copy.contents.putAll(contents);
            copy.modes.putAll(modes);
            copy.inodes = inodes;
            return copy;
        }

        private Inode fresh() {
            return new Inode(inodes++);
        }

        private void apply(Effect effect) {
            if (effect instanceof Effect.Name name) {
                apply(name);
            } else if (effect instanceof Effect.Mode mode) {
                if (mode.file() != null) {
                    modes.put(mode.file(), mode.mode());
                } else {
                    directories.computeIfPresent(mode.path(), (path, old) -> mode.mode());
                }
            } else if (effect instanceof Effect.Data data) {
                apply(data);
            }
        }

        private void apply(Effect.Name name) {
            String instead = name.instead();
            if (instead != null && name.directory()) {
                moveDirectory(instead, name.path());
                return;
            }
            if (instead != null && name.file() != null && name.file().equals(names.get(instead))) {
                names.remove(instead);
            }
            if (name.directory()) {
                directories.putIfAbsent(name.path(), 0755);
            } else if (name.file() == null) {
                names.remove(name.path());
                directories.remove(name.path());
            } else {
                names.put(name.path(), name.file());
            }
        }

        private void moveDirectory(String from, String to) {
            move(directories, from, to);
            move(names, from, to);
        }

        private static <V> void move(Map<String, V> paths, String from, String to) {
            for (String path : new ArrayList<>(paths.keySet())) {
                if (path.equals(from) || path.startsWith(from + "/")) {
                    paths.put(to + path.substring(from.length()), paths.remove(path));
                }
            }
        }

        private void apply(Effect.Data data) {
            byte[] old = contents.getOrDefault(data.file(), new byte[0]);
            int end = (int) data.offset() + data.bytes().length;
            byte[] now = Arrays.copyOf(old, data.cut() ? end : Math.max(old.length, end));
            System.arraycopy(data.bytes(), 0, now, (int) data.offset(), data.bytes().length);
            contents.put(data.file(), now);
        }

        /** Makes the directory what it was when this was taken. */
        public void restore() throws IOException {
            copy().materialize();
        }

        /** Makes the directory what this is. */
        private void materialize() throws IOException {
            clear();
            Map<Inode, Path> first = new HashMap<>();
            for (String path : directories.keySet()) {
                if (isReachable(path)) {
                    Files.createDirectories(Path.of(path));
                }
            }
            for (Map.Entry<String, Inode> name : names.entrySet()) {
                Path path = Path.of(name.getKey());
                Inode inode = name.getValue();
                if (!isReachable(parent(name.getKey()))) {
                    continue;
                }
                Path same = first.putIfAbsent(inode, path);
                if (same != null) {
                    Files.createLink(path, same);
                    continue;
                }
                Files.write(path, contents.getOrDefault(inode, new byte[0]));
                DurableFiles.setMode(path, modes.getOrDefault(inode, 0644));
            }
            for (Map.Entry<String, Integer> dir : directories.descendingMap().entrySet()) {
                if (isReachable(dir.getKey())) {
                    DurableFiles.setMode(Path.of(dir.getKey()), dir.getValue());
                }
            }
        }

        /** Whether all directories on the way are there. */
        private boolean isReachable(String path) {
            return path.equals(directory.toString()) || (directories.containsKey(path) && isReachable(parent(path)));
        }

        private void clear() throws IOException {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                    if (!dir.equals(directory)) {
                        Files.delete(dir);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }

        /** What differs between two trees, a line each: names, contents and modes. */
        public List<String> differences(Tree other) {
            List<String> differences = new ArrayList<>();
            Set<String> paths = new LinkedHashSet<>(names.keySet());
            paths.addAll(other.names.keySet());
            for (String path : paths) {
                Inode here = names.get(path);
                Inode there = other.names.get(path);
                if (here == null || there == null) {
                    differences.add((here == null ? "only there: " : "only here: ") + path);
                } else if (!Arrays.equals(contents.get(here), other.contents.get(there))) {
                    differences.add("another content: " + path);
                } else if (!Objects.equals(modes.get(here), other.modes.get(there))) {
                    differences.add("another mode: " + path);
                }
            }
            if (!directories.equals(other.directories)) {
                differences.add("other directories: " + directories + " " + other.directories);
            }
            return differences;
        }
    }
}
