package io.humpback.scheduler.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/** Finds calls of clocks and unseeded random sources in the constants of a compiled class. */
final class HiddenSources {
    private static final Set<String> CALLS = Set.of(
            "java/lang/System.currentTimeMillis()J",
            "java/lang/System.nanoTime()J",
            "java/lang/Math.random()D",
            "java/util/Random.<init>()V",
            "java/util/Date.<init>()V",
            "java/util/UUID.randomUUID()Ljava/util/UUID;",
            "java/util/concurrent/ThreadLocalRandom.current()Ljava/util/concurrent/ThreadLocalRandom;",
            "java/security/SecureRandom.<init>()V");

    private final Object[] constants;

    private record Reference(int owner, int nameAndType) {}

    private record NameAndType(int name, int type) {}

    private HiddenSources(Object[] constants) {
        this.constants = constants;
    }

    /**
     * Returns the first such call, or nothing if there is none or if the class cannot be read, as that of a lambda: then
     * only trying helps.
     */
    static Optional<String> find(Class<?> type) {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in == null ? Optional.empty() : read(new DataInputStream(in)).call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HiddenSources read(DataInputStream in) throws IOException {
        in.readLong(); // magic number and version
        Object[] constants = new Object[in.readUnsignedShort()];
        for (int i = 1; i < constants.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> constants[i] = in.readUTF();
                case 5, 6 -> {
                    in.readLong();
                    i++; // these take two places
                }
                case 7 -> constants[i] = in.readUnsignedShort();
                case 8, 16, 19, 20 -> in.readUnsignedShort();
                case 10, 11 -> constants[i] = new Reference(in.readUnsignedShort(), in.readUnsignedShort());
                case 12 -> constants[i] = new NameAndType(in.readUnsignedShort(), in.readUnsignedShort());
                case 15 -> in.skipNBytes(3);
                default -> in.readInt();
            }
        }
        return new HiddenSources(constants);
    }

    private Optional<String> call() {
        for (Object constant : constants) {
            if (constant instanceof Reference reference) {
                NameAndType member = (NameAndType) constants[reference.nameAndType];
                String owner = (String) constants[(Integer) constants[reference.owner]];
                String name = (String) constants[member.name];
                boolean isNow = name.equals("now") && owner.startsWith("java/time/");
                boolean isClock = owner.equals("java/time/Clock") && name.startsWith("system");
                if (isNow || isClock || CALLS.contains(owner + "." + name + constants[member.type])) {
                    return Optional.of(owner.replace('/', '.') + "." + name);
                }
            }
        }
        return Optional.empty();
    }
}
