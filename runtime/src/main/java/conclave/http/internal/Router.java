package conclave.http.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/** Finds the endpoint of a request: 404 for a path that nobody has, 405 for a method of none. */
public final class Router {

  private final List<Endpoint> endpoints = new ArrayList<>();

  /** Answers a call; may throw a {@link Refusal}. */
  public interface Handler {
    /** The answer, at once or later. */
    CompletionStage<Reply> answer(Call call);

    /** Within which it is answered: what the caller asked for, unless the endpoint knows better. */
    default Duration deadline(Call call) {
      return call.deadline();
    }
  }

  /**
   * One method of one kind of path.
   *
   * @param method in capitals
   * @param pattern the segments of the path; those in braces are variables
   * @param bodyBytes the largest body; 0 for one that is not looked at
   * @param handler answers
   */
  record Endpoint(String method, List<String> pattern, int bodyBytes, Handler handler) {

    /** The variables of that path; empty when it is not of this kind. */
    Optional<Map<String, String>> match(List<String> segments) {
      if (segments.size() != pattern.size()) {
        return Optional.empty();
      }
      Map<String, String> variables = new HashMap<>();
      for (int i = 0; i < pattern.size(); i++) {
        String expected = pattern.get(i);
        if (expected.startsWith("{")) {
          variables.put(expected.substring(1, expected.length() - 1), segments.get(i));
        } else if (!expected.equals(segments.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(variables);
    }
  }

  /** An endpoint and the variables that led to it. */
  record Match(Endpoint endpoint, Map<String, String> variables) {}

  /** Adds an endpoint that does not look at the body. */
  public Router on(String method, String path, Handler handler) {
    return on(method, path, 0, handler);
  }

  /** Adds an endpoint that takes a body of up to {@code bodyBytes}. */
  public Router on(String method, String path, int bodyBytes, Handler handler) {
    endpoints.add(
        new Endpoint(method, List.of(path.substring(1).split("/", -1)), bodyBytes, handler));
    return this;
  }

  Match route(String method, Target target) {
    TreeSet<String> allowed = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      Optional<Map<String, String>> variables = endpoint.match(target.segments());
      if (variables.isPresent() && endpoint.method().equals(method)) {
        return new Match(endpoint, variables.get());
      }
      variables.ifPresent(any -> allowed.add(endpoint.method()));
    }
    if (allowed.isEmpty()) {
      throw Refusal.of(404, "not_found", "there is nothing at this path");
    }
    throw Refusal.methodNotAllowed(method, String.join(", ", allowed));
  }
}
