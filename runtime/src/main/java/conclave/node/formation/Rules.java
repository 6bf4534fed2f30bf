package conclave.node.formation;

import conclave.raft.log.NodeId;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/**
 * The two decisions that safety rests on, apart from the rest so that tests can break them and see
 * that it is noticed.
 *
 * @param rollCall when the founder may decide
 * @param admits whether a node may adopt a membership
 */
record Rules(
    BiFunction<Set<String>, RandomGenerator, RollCall> rollCall,
    BiPredicate<Membership, NodeId> admits) {

  static final Rules SOUND = new Rules(RollCall::new, Membership::lists);
}
