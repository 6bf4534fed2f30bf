package conclave.machine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.keys.IdempotencyKey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final byte[] PAYLOAD = {0, 1, -1};

  private static Map<String, Command> commands() {
    Map<String, Command> commands = new LinkedHashMap<>();
    commands.put("open", new Command.OpenSession(0x0123456789abcdefL));
    commands.put("open-negative", new Command.OpenSession(-1));
    commands.put("close", new Command.CloseSession(300));
    commands.put("execute", new Command.Execute(300, 200, 71, "map", PAYLOAD));
    commands.put("execute-least", new Command.Execute(1, 1, 1, "m", new byte[0]));
    commands.put(
        "execute-once",
        new Command.ExecuteOnce(
            IdempotencyKey.of(List.of("key".getBytes()), List.of("request".getBytes())),
            new Command.Execute(300, 200, 71, "map", PAYLOAD)));
    commands.put(
        "execute-greatest",
        new Command.Execute(Long.MAX_VALUE, Long.MAX_VALUE, 1, "a.long-name-0123456789", PAYLOAD));
    commands.put("raise", Command.Raise.OF_A_RECOVERY);
    return commands;
  }

  private static Map<String, Result> results() {
    Map<String, Result> results = new LinkedHashMap<>();
    results.put("ok", new Result.Ok(PAYLOAD));
    results.put("ok-empty", new Result.Ok(new byte[0]));
    results.put("session-opened", new Result.SessionOpened(300));
    for (Result.Refusal refusal : Result.Refusal.values()) {
      results.put(refusal.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), refusal);
    }
    return results;
  }

  @Test
  void commandsHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    commands().forEach((name, command) -> encoded.put(name, command.encode()));
    Golden.assertSame("command.txt", encoded);
    for (Map.Entry<String, byte[]> golden : Golden.read("command.txt").entrySet()) {
      assertThat(Command.decode(golden.getValue())).isEqualTo(commands().get(golden.getKey()));
    }
  }

  @Test
  void resultsHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    results().forEach((name, result) -> encoded.put(name, result.encode()));
    Golden.assertSame("result.txt", encoded);
    for (Map.Entry<String, byte[]> golden : Golden.read("result.txt").entrySet()) {
      assertThat(Result.decode(golden.getValue())).isEqualTo(results().get(golden.getKey()));
    }
  }

  @Property(tries = 1_000, seed = "3")
  void everyCommandComesBack(
      @ForAll @Size(3) List<@LongRange(min = 1) Long> numbers,
      @ForAll @StringLength(min = 1, max = 32) @CharRange(from = 'a', to = 'z') String machine,
      @ForAll byte[] payload)
      throws MalformedException {
    long one = numbers.get(1);
    long other = numbers.get(2);
    Command command =
        new Command.Execute(
            numbers.get(0), Math.max(one, other), Math.min(one, other), machine, payload);
    assertThat(Command.decode(command.encode())).isEqualTo(command);
    Command once =
        new Command.ExecuteOnce(
            IdempotencyKey.of(List.of(payload), List.of()), (Command.Execute) command);
    assertThat(Command.decode(once.encode())).isEqualTo(once);
    assertThat(Result.decode(new Result.Ok(payload).encode())).isEqualTo(new Result.Ok(payload));
  }

  @Test
  void whatTheFormatHasNoPlaceForIsRefusedByTheConstructors() {
    assertThatThrownBy(() -> new Command.CloseSession(0)).hasMessageContaining("session");
    assertThatThrownBy(() -> execute(0, 1, 1, "m")).hasMessageContaining("session");
    assertThatThrownBy(() -> execute(1, 1, 0, "m")).hasMessageContaining("ackedBelow");
    assertThatThrownBy(() -> execute(1, 1, 2, "m")).hasMessageContaining("sequence 1 is below");
    for (String name : new String[] {"", "Map", "a b", "\u00e4", "x".repeat(33)}) {
      assertThatThrownBy(() -> execute(1, 1, 1, name)).hasMessageContaining("'" + name + "'");
    }
    assertThatThrownBy(() -> new Result.SessionOpened(0)).hasMessageContaining("session");
  }

  private static Command execute(long session, long sequence, long acked, String machine) {
    return new Command.Execute(session, sequence, acked, machine, PAYLOAD);
  }

  @Test
  void whatTheFormatHasNoPlaceForIsRefusedByDecode() {
    byte[][] refused = {
      {},
      {1},
      {2, 1},
      {1, 9},
      {1, 1, 0},
      {1, 2, 0},
      {1, 2, 5, 5}, // format, kind, lengths
      {1, 3, 0, 1, 0, 1, 'm'},
      {1, 3, 1, 0, 0, 1, 'm'},
      {1, 3, 1, 1, 1, 1, 'm'}, // numbers
      {1, 3, 1, 1, 0, 0},
      {1, 3, 1, 1, 0, 1, 'M'},
      {1, 3, 1, 1, 0, 33}, // names
      {1, 4, 1, 1, 0, 1, 'm'} // no key
    };
    for (byte[] bytes : refused) {
      assertThatThrownBy(() -> Command.decode(bytes))
          .isInstanceOf(MalformedException.class)
          .hasMessageStartingWith("command is malformed at byte ");
    }
  }
}
