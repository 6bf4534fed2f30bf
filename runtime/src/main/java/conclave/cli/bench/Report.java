package conclave.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.HdrHistogram.Histogram;

/**
 * What was measured.
 *
 * @param nanos the time from which the figures are
 * @param latencies of those that succeeded, in microseconds
 * @param errors requests that were rejected or whose fate is unknown
 */
public record Report(Plan plan, long nanos, Histogram latencies, long errors) {

  /** Requests that succeeded. */
  public long operations() {
    return latencies.getTotalCount();
  }

  /** One line. */
  public String json() {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("op", plan.op().toString());
    line.put("clients", plan.clients());
    line.put("ops_per_s", Math.round(operations() * 1e10 / nanos) / 10.0);
    line.put("p50_us", latencies.getValueAtPercentile(50));
    line.put("p99_us", latencies.getValueAtPercentile(99));
    line.put("p999_us", latencies.getValueAtPercentile(99.9));
    line.put("errors", errors);
    return line.toString();
  }
}
