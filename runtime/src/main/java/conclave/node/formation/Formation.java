package conclave.node.formation;

import conclave.node.formation.Membership.Member;
import conclave.node.member.wish.Seen;
import conclave.node.memory.Forgotten;
import conclave.node.speech.Speech;
import conclave.node.speech.Spoken;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Takes one node from its directory to a membership, or says what it waits for.
 *
 * <p>Promises that no node acts for a cluster before its membership is durable ({@link
 * Effect.Formed}), that a data directory belongs to one cluster for ever, and that no two clusters
 * of the same peers both get a majority, whatever messages are lost, late or repeated and whichever
 * nodes crash; nor when a minority of the directories is wiped at any moment.
 *
 * <p>Single-threaded: its owner hands it one {@link Input} at a time and runs the effects.
 */
public final class Formation {

  /** Between two times that a member is asked what it promised. */
  private static final int ASK_TICKS = 4;

  private Setup setup;
  private final RandomGenerator random;
  private final Rules rules;
  private final RollCall rollCall;
  private final Acquaintances known;
  private final Joining joining;
  private final Forgotten forgotten;
  private final Input.Handler<Void> inputs = new Inputs();

  private Optional<Membership> membership;

  /** Makes each question for who is where a new one, which is answered. */
  private long sought;

  private Optional<Membership> writing = Optional.empty();
  private boolean formedSaid;
  private Optional<ProtocolVersion> promising = Optional.empty();
  private SortedMap<NodeId, Spoken> heardSaid = new TreeMap<>();
  private long ticks;
  private String waitingSaid = "";
  private List<Effect> effects = new ArrayList<>();

  /**
   * @param membership what the data directory holds; {@code setup.peers()} do not matter then
   * @param random for challenges and the cluster id
   */
  public Formation(Setup setup, Optional<Membership> membership, RandomGenerator random) {
    this(setup, membership, random, Rules.SOUND);
  }

  Formation(Setup setup, Optional<Membership> membership, RandomGenerator random, Rules rules) {
    this.setup = setup;
    this.random = random;
    this.membership = membership;
    this.rules = rules;
    Set<String> others = new TreeSet<>(setup.peers().keySet());
    others.remove(setup.self().name());
    this.rollCall = rules.rollCall().apply(others, random);
    this.known = new Acquaintances(others);
    this.joining = new Joining(setup, known);
    this.forgotten = new Forgotten(setup, known::heardWithin);
  }

  /** Takes one input; the effects are to be run in order. */
  public List<Effect> on(Input input) {
    input.accept(inputs);
    if (membership.isEmpty()) {
      foundIfProven();
      if (writing.isEmpty()) {
        forgotten.decide(random).ifPresent(this::write);
      }
      sayWaiting();
      joining
          .hopeless(waitingSaid)
          .or(forgotten::hopeless)
          .map(Effect.GiveUp::new)
          .ifPresent(effects::add);
    } else {
      sayFormed();
      sayHeard();
    }
    List<Effect> result = effects;
    effects = new ArrayList<>();
    return result;
  }

  private void sayFormed() {
    if (!formedSaid) {
      formedSaid = true;
      effects.add(new Effect.Formed(membership.orElseThrow()));
    }
  }

  private void sayHeard() {
    Speech speech = speech();
    if (!speech.heard().equals(heardSaid)) {
      heardSaid = speech.heard();
      effects.add(new Effect.Heard(heardSaid));
    }
    if (promising.isEmpty()) {
      promising = speech.due();
      promising.map(Effect.Promise::new).ifPresent(effects::add);
    }
  }

  private Speech speech() {
    Membership own = membership.orElseThrow();
    SortedMap<NodeId, Spoken> heard = new TreeMap<>();
    for (Member member : own.members()) {
      known
          .spokenBy(own.clusterId(), member.id())
          .ifPresent(spoken -> heard.put(member.id(), spoken));
    }
    heard.put(setup.self(), setup.terms().spoken());
    return new Speech(setup.self(), own.members().stream().map(Member::id).toList(), heard);
  }

  private String addressOf(NodeId member) {
    return known
        .addressOf(member)
        .orElseGet(() -> membership.orElseThrow().named(member.name()).orElseThrow().address());
  }

  private final class Inputs implements Input.Handler<Void> {
    @Override
    public Void tick() {
      known.tick();
      forgotten.tick();
      addressesToGreet().forEach(Formation.this::greet);
      if (membership.isPresent() && ++ticks % ASK_TICKS == 0) {
        speech().behind().forEach(member -> sought(addressOf(member)));
      }
      if (membership.isEmpty() && writing.isEmpty()) {
        joining.tick().map(Effect.AskToBeAdded::new).ifPresent(effects::add);
      }
      return null;
    }

    @Override
    public Void heard(Hello hello) {
      if (!hello.sender().equals(setup.self())) {
        meet(hello);
      }
      return null;
    }

    @Override
    public Void persisted(Membership durable) {
      if (writing.filter(durable::equals).isPresent()) {
        Optional<Membership> former = membership;
        writing = Optional.empty();
        membership = Optional.of(durable);
        Set<String> audience = addressesToGreet();
        former.ifPresent(known -> durable.members().forEach(m -> audience.add(m.address())));
        audience.remove(setup.address());
        audience.forEach(Formation.this::greet);
        former.map(known -> new Effect.Renewed(durable)).ifPresent(effects::add);
      }
      return null;
    }

    @Override
    public Void changed(Membership next) {
      requireSameCluster(next);
      Membership latest = next;
      for (Member member : next.members()) {
        latest = latest.movedTo(member.id(), known.addressOf(member.id()).orElse(member.address()));
      }
      if (!latest.equals(writing.orElse(membership.orElseThrow()))) {
        write(latest);
      }
      return null;
    }

    @Override
    public Void promised(ProtocolVersion version) {
      promising = Optional.empty();
      setup = setup.promising(version);
      membership.orElseThrow().members().stream()
          .map(Member::id)
          .filter(member -> !member.equals(setup.self()))
          .forEach(member -> greet(addressOf(member)));
      return null;
    }

    @Override
    public Void sought(String address) {
      sought++;
      greet(address);
      return null;
    }

    @Override
    public Void answered(Input.Answered answer) {
      joining.answered(answer);
      return null;
    }
  }

  private void meet(Hello hello) {
    boolean news = known.note(hello);
    Optional<String> refusal = Judgement.refusal(setup, membership, hello);
    refusal.ifPresent(reason -> refuse(hello.sender().name(), reason));
    if (refusal.isEmpty()) {
      known.forgive(hello.sender().name());
      learnFrom(hello, news);
    }
    if (news || (membership.isPresent() && hello.formed() == null)) {
      greet(hello.address());
    }
  }

  private void learnFrom(Hello hello, boolean news) {
    if (membership.isPresent()) {
      noteMove(hello, news);
    } else if (hello.formed() == null) {
      rollCall.answered(hello);
    } else if (writing.isEmpty() && rules.admits().test(hello.formed(), setup.self())) {
      write(hello.formed());
    }
  }

  private void foundIfProven() {
    while (setup.founds() && writing.isEmpty() && rollCall.complete()) {
      Optional<SortedMap<String, NodeId>> peers = rollCall.close();
      peers.ifPresent(empty -> write(decide(empty)));
      if (peers.isEmpty()) {
        addressesToGreet().forEach(this::greet);
      }
    }
  }

  private Membership decide(SortedMap<String, NodeId> others) {
    SortedMap<String, NodeId> all = new TreeMap<>(others);
    all.put(setup.self().name(), setup.self());
    String clusterId = "%016x%016x".formatted(random.nextLong(), random.nextLong());
    return new Membership(
        clusterId,
        all.values().stream()
            .map(id -> new Member(id, setup.peers().get(id.name()), true))
            .toList());
  }

  private void noteMove(Hello hello, boolean news) {
    Membership latest = writing.orElse(membership.get());
    Optional<Member> listed =
        latest.named(hello.sender().name()).filter(m -> m.id().equals(hello.sender()));
    if (listed.isPresent() && !listed.get().address().equals(hello.address())) {
      effects.add(new Effect.Moved(hello.sender(), hello.address()));
      write(latest.movedTo(hello.sender(), hello.address()));
    } else if (listed.isEmpty() && hello.formed() != null && news) {
      // One that was removed while it was away: who is to tell it must know where it is.
      effects.add(new Effect.Moved(hello.sender(), hello.address()));
    }
  }

  /**
   * Who answers at that address, under that name; whoever cannot be in a cluster with this node is
   * nobody.
   *
   * @param after the challenge that it must have heard; see {@link #challenge}
   */
  public Optional<Seen> seen(String name, String address, long after) {
    if (name.equals(setup.self().name()) && address.equals(setup.address())) {
      return Optional.of(new Seen(setup.self(), membership.isEmpty()));
    }
    return known
        .latestFrom(name)
        .filter(hello -> hello.address().equals(address))
        .filter(hello -> hello.echo() >= after)
        .filter(hello -> setup.terms().conflict(hello.terms()).isEmpty())
        .map(hello -> new Seen(hello.sender(), hello.formed() == null));
  }

  /** What others are asked to say again now. */
  public long challenge() {
    return rollCall.challenge() + sought;
  }

  /** This node. */
  public NodeId self() {
    return setup.self();
  }

  /** Where this node is, {@code host:port}. */
  public String address() {
    return setup.address();
  }

  private void write(Membership next) {
    writing = Optional.of(next);
    effects.add(new Effect.Persist(next));
  }

  private void greet(String address) {
    effects.add(new Effect.SendHello(address, helloTo(address)));
  }

  private Hello helloTo(String address) {
    return new Hello(
        setup.self(),
        setup.address(),
        setup.terms(),
        membership.isPresent() ? new TreeMap<>() : setup.peers(),
        challenge(),
        known.challengeFrom(address),
        membership.orElse(null),
        membership.isPresent() ? null : setup.past().said());
  }

  /** Whoever has not yet been seen to be of this cluster, or to know where its members are. */
  private Set<String> addressesToGreet() {
    Set<String> addresses = new LinkedHashSet<>();
    if (membership.isEmpty()) {
      addresses.addAll(setup.peers().values());
      addresses.addAll(setup.contacts());
      addresses.addAll(joining.addressesOfMembers());
    } else {
      addresses.addAll(new Whereabouts(membership.get(), setup, known).addressesToGreet());
    }
    addresses.remove(setup.address());
    return addresses;
  }

  private void refuse(String name, String reason) {
    if (known.refuse(name, reason)) {
      effects.add(new Effect.Refused(name, reason));
    }
  }

  private void sayWaiting() {
    Optional<String> lost = forgotten.lost();
    String sentence =
        lost.orElseGet(() -> new WaitingSentence(setup, known, joining.answer()).toString());
    if (!sentence.equals(waitingSaid)) {
      waitingSaid = sentence;
      effects.add(new Effect.Waiting(lost.isPresent(), sentence));
    }
  }

  private void requireSameCluster(Membership next) {
    String mine = membership.map(Membership::clusterId).orElse(null);
    if (!Objects.equals(mine, next.clusterId())) {
      throw new IllegalArgumentException(
          "a change for cluster " + next.clusterId() + " reached a node of cluster " + mine);
    }
  }
}
