package conclave.machine;

import conclave.machine.freeze.Frozen;
import conclave.machine.wire.Blobs;
import conclave.raft.log.EntryId;
import java.io.BufferedOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The machines of a group as they were after one entry, to be written once while they go on:
 * position, history hash, sessions, and each machine under its name; ended by a CRC-32C of all
 * before.
 *
 * <pre>
 *   head, sessions.. -> name, section.. -> name, section.. -> checksum
 * </pre>
 *
 * <p>One thread at a time, and any thread.
 */
public final class FrozenMachines {
  static final int MAGIC = 0x434d4143; // "CMAC"
  static final int FORMAT = 1;

  /** The same, and what was raised behind the history hash; written only once something was. */
  static final int RAISED_FORMAT = 2;

  /** What stands before the sessions. */
  record Head(EntryId last, long historyHash, long raised) {

    void write(DataOutputStream out) throws IOException {
      out.writeInt(MAGIC);
      out.writeShort(raised == 0 ? FORMAT : RAISED_FORMAT);
      out.writeLong(last.term());
      out.writeLong(last.index());
      out.writeLong(historyHash);
      if (raised > 0) {
        out.writeLong(raised);
      }
    }

    boolean writeHistory(DataOutput out, int bytes) throws IOException {
      out.writeLong(historyHash);
      out.writeLong(raised);
      return false;
    }
  }

  /**
   * A machine.
   *
   * @param form its {@link StateMachine#form}
   */
  record Named(int form, Frozen state) {}

  private final Head head;
  private final Frozen sessions;
  private final SortedMap<String, Named> machines;

  FrozenMachines(Head head, Frozen sessions, SortedMap<String, Named> machines) {
    this.head = head;
    this.sessions = sessions;
    this.machines = machines;
  }

  /** The last entry that was applied before. */
  public EntryId last() {
    return head.last();
  }

  /** Begins to make the fingerprint; to be called once, and then nothing else. */
  public Digesting digest() {
    List<Digesting.Section> sections = new ArrayList<>();
    sections.add(new Digesting.Section(Digesting.HISTORY, FORMAT, head::writeHistory));
    sections.add(new Digesting.Section(Digesting.SESSIONS, FORMAT, sessions));
    machines.forEach(
        (name, named) -> sections.add(new Digesting.Section(name, named.form(), named.state())));
    return new Digesting(last(), sections);
  }

  /**
   * Begins to write; to be called once, and then nothing else.
   *
   * @param out left open at the end
   */
  public Writing writeTo(OutputStream out) throws IOException {
    return new Writing(out);
  }

  /** Goes on part by part, with a state that is never held as bytes. */
  public final class Writing {
    private final CheckedOutputStream checked;
    private final DataOutputStream data;
    private final Iterator<Map.Entry<String, Named>> left = machines.entrySet().iterator();
    private boolean sessionsLeft = true;
    private Frozen current;
    private DataOutputStream section;

    private Writing(OutputStream out) throws IOException {
      checked = new CheckedOutputStream(out, new CRC32C());
      data = new DataOutputStream(new BufferedOutputStream(checked));
      head.write(data);
    }

    /**
     * Writes the next part, of about {@code bytes} or one thing that is larger.
     *
     * @return whether there is more to write
     */
    public boolean next(int bytes) throws IOException {
      if (sessionsLeft) {
        sessionsLeft = sessions.write(data, bytes);
        if (!sessionsLeft) {
          data.writeInt(machines.size());
        }
        return true;
      }
      if (current == null && !left.hasNext()) {
        data.flush();
        data.writeInt((int) checked.getChecksum().getValue());
        data.flush();
        return false;
      }
      if (current == null) {
        Map.Entry<String, Named> named = left.next();
        Blobs.writeText(data, named.getKey());
        current = named.getValue().state();
        section = new DataOutputStream(new Chunks.Out(data));
      }
      if (!current.write(section, bytes)) {
        section.close();
        current = null;
      }
      return true;
    }
  }
}
