package conclave.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.history.Verdict.Undecided;
import conclave.history.model.RegisterCall;
import conclave.history.model.RegisterCall.Append;
import conclave.history.model.RegisterCall.Read;
import conclave.history.model.RegisterCall.Write;
import conclave.history.model.RegisterModel;
import conclave.history.model.RegisterNotation;
import conclave.history.model.RegisterResult;
import conclave.history.model.RegisterResult.Done;
import conclave.history.model.RegisterResult.Value;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private final History<RegisterCall, RegisterResult> history = new History<>();
  private final HistoryText<RegisterCall, RegisterResult> text =
      new HistoryText<>(new RegisterNotation());

  @Test
  void aClientThatGotNoAnswerGoesOnAsANewProcess() {
    history.complete(history.invoke("c", new Read("k")), Outcome.unknown());
    history.complete(history.invoke("c", new Read("k")), Outcome.unknown());
    history.complete(history.invoke("c", new Read("k")), Outcome.notDone());
    history.invoke("c", new Read("k"));
    assertThat(history.operations())
        .extracting(Operation::process)
        .containsExactly("c", "c.2", "c.3", "c.3");
  }

  @Test
  void aClientAsksOneThingAtATime() {
    history.invoke("c", new Read("k"));
    assertThatThrownBy(() -> history.invoke("c", new Read("k")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("client c still waits");
  }

  @Test
  void anOperationEndsOnce() {
    int operation = history.invoke("c", new Read("k"));
    history.complete(operation, Outcome.unknown());
    assertThatThrownBy(() -> history.complete(operation, Outcome.notDone()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has ended before");
  }

  @Test
  void textKeepsEveryOutcomeAndEveryCharacter() {
    String odd = "a \"b\"\\ \n\r\t \u00e9 \ud83d\ude00 #";
    int write = history.invoke("c 1", new Write("", odd), -5);
    history.complete(history.invoke("c2", new Append("k", "x"), 7), Outcome.unknown(), 8);
    history.complete(write, Outcome.answered(new Done()), Long.MAX_VALUE);
    history.complete(history.invoke("c3", new Read("k")), Outcome.notDone());
    history.complete(history.invoke("c3", new Read("k")), Outcome.answered(new Value(null)));
    history.invoke("open", new Read("k"));
    String written = text.write(history.operations());
    assertThat(text.read(written).operations()).isEqualTo(history.operations());
    assertThat(written)
        .isASCII()
        .startsWith("conclave-history 1 register\n-5 \"c 1\" invoke write");
  }

  @Test
  void aMalformedLineIsShownWithItsNumber() {
    String head = "conclave-history 1 register\n";
    refused("conclave-history 2 register", "line 1: a history starts with 'conclave-history 1'");
    refused("conclave-history 1 map", "line 1: a history of a map, not of a register");
    refused(head + "1 c answered done", "line 2: c waits for no answer");
    refused(head + "# x\n1 c invoke fly", "line 3: a register cannot be asked to fly");
    refused(head + "1 c invoke read", "line 2: a word is missing at the end");
    refused(head + "1 c invoke read k k", "line 2: not expected: k");
    refused(head + "now c invoke read k", "line 2: not a whole number: now");
    refused(head + "1 c invoke read \"k", "line 2: a quoted word does not end");
    refused("", "the first line 'conclave-history' is missing");
  }

  @Test
  void aSearchThatReachesItsBoundIsUndecidedAndNotLinearizable() {
    for (int i = 0; i < 12; i++) {
      history.invoke("w" + i, new Append("k", "a" + i));
    }
    int read = history.invoke("r", new Read("k"));
    history.complete(read, Outcome.answered(new Value("never written")));
    Verdict verdict = new Linearizability<>(RegisterModel.startingEmpty(), 1_000).check(history);
    assertThat(verdict).isInstanceOf(Undecided.class);
    assertThat(verdict.linearizable()).isFalse();
    assertThat(verdict)
        .hasToString("UNDECIDED about k: 13 operations, no answer within 1000 steps");
  }

  private void refused(String written, String message) {
    assertThatThrownBy(() -> text.read(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
