package conclave.node.services;

import conclave.raft.RaftEvent;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One readable line for each event of a group that an operator cares about. */
public final class EventLog implements BiConsumer<String, RaftEvent> {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.raft");

  @Override
  public void accept(String group, RaftEvent event) {
    switch (event.kind()) {
      case LEADER ->
          LOG.info(
              "Group {}: this node leads term {}, log ends at {}", group, event.term(), event.at());
      case FOLLOWS ->
          LOG.info(
              "Group {}: follows {} in term {}",
              group,
              event.node().map(node -> node.name()).orElse("nobody"),
              event.term());
      case STEPPED_DOWN ->
          LOG.info(
              "Group {}: this node leads no more, term {}: {}",
              group,
              event.term(),
              event.detail());
      case TRUNCATED ->
          LOG.info(
              "Group {}: dropped {} that the leader of term {} does not have (log ended at {})",
              group,
              event.detail(),
              event.term(),
              event.at());
      case STATE_LOST ->
          LOG.error(
              "Group {}: {}; nothing is served here until a leader has sent another",
              group,
              event.detail());
      case DIVERGED ->
          LOG.error(
              "Group {}: the machines of this node went wrong: {}; nothing is served here until"
                  + " they are given another state",
              group,
              event.detail());
      case DISPUTED ->
          LOG.error(
              "Group {}: two replicas have different machines: {}; all go on until a voter that is"
                  + " missing has said what it has",
              group,
              event.detail());
      case INSTALLED ->
          LOG.info("Group {}: continues after the leader's snapshot of {}", group, event.at());
      case MEMBERS -> LOG.info("Group {}: {}", group, event.detail());
      case REMOVED -> LOG.info("Group {}: this node is no member any more", group);
      case HEALED -> LOG.info("Group {}: the damaged log is whole again", group);
      case CAMPAIGN, CANDIDATE, CAMPAIGN_OVER ->
          LOG.debug(
              "Group {}: {} in term {}: {}", group, event.kind(), event.term(), event.detail());
    }
  }
}
