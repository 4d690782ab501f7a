package io.humpback.examples.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which file holds the value of which key: {@code state/metas/m1} is in {@code state/metas/m1.json}. A folder whose name
 * would be taken for such a file has a plus at its end, which no key holds. Stateless.
 */
final class KeyFiles {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:~%-]+");
    private static final int MAX_NAME = 255;
    private static final String SUFFIX = ".json";
    private static final String MARK = "+";

    private KeyFiles() {}

    /** Returns the file of {@code key}. */
    static Path file(Path root, String key) {
        int slash = key.lastIndexOf('/');
        return folder(root, key.substring(0, slash + 1)).resolve(name(key.substring(slash + 1), SUFFIX));
    }

    /** Returns the folder with the files of all keys that begin with {@code prefix}, which ends with a slash or is empty. */
    static Path folder(Path root, String prefix) {
        Path folder = root;
        int begin = 0;
        for (int slash = prefix.indexOf('/'); slash >= 0; slash = prefix.indexOf('/', begin)) {
            String word = prefix.substring(begin, slash);
            folder = folder.resolve(name(word, word.endsWith(SUFFIX) ? MARK : ""));
            begin = slash + 1;
        }
        return folder;
    }

    private static String name(String word, String end) {
        if (!WORD.matcher(word).matches() || word.matches("\\.+") || word.length() + end.length() > MAX_NAME) {
            throw new IllegalArgumentException("key: \"" + word + "\" (expected: words that can be file names)");
        }
        return word + end;
    }

    /** Returns the keys that begin with {@code prefix}, in order. */
    static SortedSet<String> keys(Path root, String prefix) throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        collect(folder(root, prefix), prefix, keys);
        return keys;
    }

    private static void collect(Path folder, String prefix, SortedSet<String> keys) throws IOException {
        for (Path entry : entries(folder)) {
            String name = String.valueOf(entry.getFileName());
            if (Files.isDirectory(entry)) {
                collect(entry, prefix + word(name) + "/", keys);
            } else if (name.endsWith(SUFFIX)) {
                keys.add(prefix + name.substring(0, name.length() - SUFFIX.length()));
            }
        }
    }

    /** Returns the words that follow {@code prefix} in keys. Reads no values. */
    static SortedSet<String> children(Path root, String prefix) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        for (Path entry : entries(folder(root, prefix))) {
            String name = String.valueOf(entry.getFileName());
            if (!Files.isDirectory(entry)) {
                if (name.endsWith(SUFFIX)) {
                    names.add(name.substring(0, name.length() - SUFFIX.length()));
                }
            } else if (!keys(root, prefix + word(name) + "/").isEmpty()) {
                names.add(word(name));
            }
        }
        return names;
    }

    private static String word(String folder) {
        return folder.endsWith(MARK) ? folder.substring(0, folder.length() - MARK.length()) : folder;
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
