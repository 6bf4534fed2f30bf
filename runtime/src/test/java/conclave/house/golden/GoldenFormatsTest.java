package conclave.house.golden;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import conclave.house.Repository;
import conclave.house.arch.MainClasses;
import conclave.machine.StateMachine;
import conclave.machine.wire.MalformedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Finds in the byte code whatever is written where another release may read it, and holds that each
 * of them has golden bytes, that these are read, and that those of a release are what they were.
 *
 * <p>What is new needs a line here, and golden bytes in the folder of the protocol version that
 * brings it; never another line in the files of a release.
 */
class GoldenFormatsTest {

  /** Codecs, each with the files that hold bytes for it. */
  private static final Map<String, List<String>> CODECS =
      Map.ofEntries(
          entry("LockCommand", List.of("lock-command.txt")),
          entry("LockQuery", List.of("lock-query.txt")),
          entry("LockReply", List.of("lock-reply.txt")),
          entry("LockEvent", List.of("lock-event.txt")),
          entry("Command", List.of("command.txt")),
          entry("Result", List.of("result.txt")),
          entry("KeyReply", List.of("keys.txt")),
          entry("ForgetKeys", List.of("keys.txt")),
          entry("ConfigurationCodec", List.of("configuration.hex")),
          entry("MapCommand", List.of("map-command.txt")),
          entry("MapQuery", List.of("map-query.txt")),
          entry("MapReply", List.of("map-reply.txt")),
          entry("WireCodec", List.of("(?!configuration|segment|snapshot\\.).*\\.hex")),
          entry("PlacementQuery", List.of("placement-reply.txt")),
          entry("PlacementReply", List.of("placement-reply.txt")),
          entry("Rebalance", List.of("placement-rebalance.txt")),
          entry("MemberCommand", List.of("members.txt")),
          entry("MemberReply", List.of("members.txt")),
          entry("RollCommand", List.of("akka-cluster.txt")),
          entry("RollReply", List.of("akka-cluster.txt")));

  /** Parts of others, without a version of their own; and one that is text. */
  private static final Map<String, String> PARTS =
      Map.of(
          "TableCodec", "PlacementReply",
          "RegisterCodec", "MemberReply",
          "RollCodec", "RollReply",
          "Ended", "ClusterTable",
          "IdentityFormat", "DataDirectoryTest has each version as text");

  /** Whatever else has a number of its format, with a file of its bytes. */
  private static final Map<String, String> STATES =
      Map.ofEntries(
          entry("LockTable", "lock-snapshot.txt"),
          entry("FrozenLocks", "lock-snapshot.txt"),
          entry("MapTable", "map-snapshot.txt"),
          entry("FrozenTable", "map-snapshot.txt"),
          entry("PlacementTable", "placement-snapshot.txt"),
          entry("MemberTable", "members.txt"),
          entry("ClusterTable", "akka-cluster.txt"),
          entry("KeyTable", "machines-snapshot-keys.txt"),
          entry("FrozenMachines", "machines-snapshot.txt"),
          entry("Frame", "segment.hex"),
          entry("SnapshotStore", "snapshot.hex"));

  private static final JavaClasses CLASSES = MainClasses.of("actors", "sharding", "runtime");
  private static final GoldenFiles GOLDEN = new GoldenFiles();

  private int read;
  private int refused;

  private static Set<Class<?>> found(Condition condition) {
    Set<Class<?>> found = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));
    for (JavaClass one : CLASSES) {
      if (!one.getName().endsWith("package-info") && condition.holds(one)) {
        found.add(one.reflect());
      }
    }
    return found;
  }

  private interface Condition {
    boolean holds(JavaClass one);
  }

  private static boolean decodes(JavaClass one) {
    return one.getMethods().stream()
        .anyMatch(
            method ->
                method.getName().equals("decode")
                    && method.reflect().getParameterCount() == 1
                    && method.reflect().getParameterTypes()[0] == byte[].class
                    && !Modifier.isPrivate(method.reflect().getModifiers()));
  }

  private static boolean hasFormat(JavaClass one) {
    return one.getFields().stream()
        .filter(
            field ->
                field.getRawType().isEquivalentTo(int.class)
                    || field.getRawType().isEquivalentTo(byte.class))
        .anyMatch(field -> field.getName().matches("FORMAT|VERSION|MAGIC"));
  }

  private static Set<String> names(Set<Class<?>> classes) {
    return classes.stream()
        .map(Class::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyCodecIsKnownAndEveryKindHasGoldenBytesThatAreReadAndNeverMisread() throws Exception {
    Set<Class<?>> codecs = found(GoldenFormatsTest::decodes);
    Set<String> known = new TreeSet<>(CODECS.keySet());
    known.addAll(PARTS.keySet());
    assertThat(names(codecs)).as("codecs with golden bytes").isEqualTo(known);
    for (Class<?> codec : codecs) {
      if (CODECS.containsKey(codec.getSimpleName())) {
        hold(codec, GOLDEN.in(CODECS.get(codec.getSimpleName()).toArray(String[]::new)));
      }
    }
    System.out.printf(
        "golden: %d codecs read %d golden bytes again, and refused %d of other versions or cut%n",
        CODECS.size(), read, refused);
    assertThat(read).isGreaterThan(120);
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void everyStateAndFileWithAFormatHasGoldenBytes() {
    Set<String> states =
        names(
            found(
                one ->
                    hasFormat(one)
                        || one.isAssignableTo(StateMachine.class) && !one.isInterface()));
    states.removeAll(CODECS.keySet());
    states.removeAll(PARTS.keySet());
    assertThat(states).as("formats with golden bytes").isEqualTo(new TreeSet<>(STATES.keySet()));
    STATES.values().forEach(file -> assertThat(GOLDEN.in(file)).as(file).isNotEmpty());
  }

  @Test
  void whatAReleaseWroteIsWhatItWas() throws Exception {
    Path list = Path.of("runtime/src/test/resources/released-v1.txt");
    List<String> released = Repository.here().read(list).lines().toList();
    for (String line : released) {
      String[] parts = line.split(" ");
      byte[] now = GOLDEN.bytes(parts[0], parts[1]);
      assertThat(now == null ? "gone" : digest(now))
          .as(
              "%s %s: what is new goes to a folder of its own version; this one was released",
              parts[0], parts[1])
          .isEqualTo(parts[2]);
    }
    System.out.printf(
        "golden: %d bytes, of which %d were released with version 1%n",
        GOLDEN.count(), released.size());
    assertThat(released).hasSizeGreaterThan(150);
  }

  private static String digest(byte[] bytes) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    return HexFormat.of().formatHex(digest).substring(0, 16);
  }

  /** Files hold bytes of several codecs: those of others are refused, or have one spelling too. */
  private void hold(Class<?> codec, List<byte[]> golden) throws Exception {
    assertThat(golden).as("golden bytes of %s", codec.getSimpleName()).isNotEmpty();
    Set<Class<?>> kinds = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));
    for (byte[] bytes : golden) {
      Optional<Object> value = decode(codec, bytes);
      if (value.isPresent()) {
        read++;
        kinds.add(value.get().getClass());
        encoded(codec, value.get())
            .ifPresent(again -> assertThat(again).as("%s", value.get()).isEqualTo(bytes));
        hold(codec, bytes);
      }
    }
    assertThat(read).as("%s reads none of them", codec.getSimpleName()).isPositive();
    if (codec.isSealed()) {
      assertThat(names(kinds)).as("kinds of %s", codec.getName()).containsAll(names(leaves(codec)));
    }
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    Set<Class<?>> leaves = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        leaves.addAll(leaves(permitted));
      } else {
        leaves.add(permitted);
      }
    }
    return leaves;
  }

  /** Another version is refused; what is cut is refused, or is what its own bytes say. */
  private void hold(Class<?> codec, byte[] bytes) throws Exception {
    byte[] later = bytes.clone();
    later[0] = (byte) (bytes[0] + 100);
    assertThat(decode(codec, later)).as("%s, version %d", codec, later[0]).isEmpty();
    refused++;
    for (int length = 0; length < bytes.length; length += 1 + bytes.length / 50) {
      byte[] cut = Arrays.copyOf(bytes, length);
      Optional<Object> value = decode(codec, cut);
      if (value.isEmpty()) {
        refused++;
      } else {
        encoded(codec, value.get())
            .ifPresent(again -> assertThat(again).as("cut %s", codec).isEqualTo(cut));
      }
    }
  }

  /** What the codec makes of it; empty where it refuses, in one sentence. */
  private static Optional<Object> decode(Class<?> codec, byte[] bytes) throws Exception {
    Method decode = codec.getDeclaredMethod("decode", byte[].class);
    decode.setAccessible(true);
    try {
      return Optional.of(decode.invoke(null, (Object) bytes));
    } catch (InvocationTargetException e) {
      assertThat(e.getCause())
          .isInstanceOfAny(MalformedException.class, IllegalArgumentException.class);
      assertThat(e.getCause().getMessage()).isNotBlank().doesNotContain("\n");
      return Optional.empty();
    }
  }

  /** Its bytes again, where the value or the codec writes them. */
  private static Optional<byte[]> encoded(Class<?> codec, Object value) throws Exception {
    for (Method method : codec.getDeclaredMethods()) {
      boolean writes = method.getName().equals("encode") && method.getReturnType() == byte[].class;
      if (writes && method.getParameterCount() == 0) {
        method.setAccessible(true);
        return Optional.of((byte[]) method.invoke(value));
      }
      if (writes
          && method.getParameterCount() == 1
          && method.getParameterTypes()[0].isInstance(value)
          && Modifier.isStatic(method.getModifiers())) {
        method.setAccessible(true);
        return Optional.of((byte[]) method.invoke(null, value));
      }
    }
    return Optional.empty();
  }
}
