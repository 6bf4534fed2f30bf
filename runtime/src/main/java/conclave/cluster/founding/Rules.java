package conclave.cluster.founding;

import conclave.cluster.table.Roll;
import conclave.cluster.table.Run;
import java.util.function.BiPredicate;

/**
 * The decisions on which the laws hang, so that a test can plant a wrong one.
 *
 * @param founds whether that run may join itself
 * @param bound whether an entry says that the run belongs to the present generation
 */
record Rules(BiPredicate<Roll, Run> founds, BiPredicate<Roll, Run> bound) {

  static final Rules SOUND =
      new Rules(
          (roll, run) -> roll.founder().filter(run::equals).isPresent(),
          (roll, run) ->
              roll.seat(run).filter(seat -> seat.generation() == roll.generation()).isPresent()
                  && roll.generation() > 0);
}
