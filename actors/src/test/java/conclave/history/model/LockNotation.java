package conclave.history.model;

import conclave.history.Notation;
import conclave.history.Words;
import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockCall.Expire;
import conclave.history.model.LockCall.Release;
import conclave.history.model.LockCall.Renew;
import conclave.history.model.LockResult.Denied;
import conclave.history.model.LockResult.Done;
import conclave.history.model.LockResult.Granted;
import conclave.history.model.LockResult.NotHeld;
import java.util.List;

/**
 * {@code acquire lock owner}, {@code renew lock owner token}, {@code release lock owner token},
 * {@code expire lock owner token} (token 0: any); {@code granted token}, {@code denied}, {@code
 * done}, {@code not-held}.
 */
public final class LockNotation implements Notation<LockCall, LockResult> {

  @Override
  public String name() {
    return "lock";
  }

  @Override
  public List<String> writeCall(LockCall call) {
    if (call instanceof Renew renew) {
      return List.of("renew", call.lock(), call.owner(), Long.toString(renew.token()));
    }
    if (call instanceof Release release) {
      return List.of("release", call.lock(), call.owner(), Long.toString(release.token()));
    }
    if (call instanceof Expire expire) {
      return List.of("expire", call.lock(), call.owner(), Long.toString(expire.token()));
    }
    return List.of("acquire", call.lock(), call.owner());
  }

  @Override
  public LockCall readCall(Words words) {
    String verb = words.next();
    String lock = words.next();
    String owner = words.next();
    return switch (verb) {
      case "acquire" -> new Acquire(lock, owner);
      case "renew" -> new Renew(lock, owner, words.number());
      case "release" -> new Release(lock, owner, words.number());
      case "expire" -> new Expire(lock, owner, words.number());
      default -> throw words.malformed("a lock cannot be asked to " + verb);
    };
  }

  @Override
  public List<String> writeResult(LockResult result) {
    if (result instanceof Granted granted) {
      return List.of("granted", Long.toString(granted.token()));
    }
    if (result instanceof Denied) {
      return List.of("denied");
    }
    return List.of(result instanceof Done ? "done" : "not-held");
  }

  @Override
  public LockResult readResult(Words words) {
    String word = words.next();
    return switch (word) {
      case "granted" -> new Granted(words.number());
      case "denied" -> new Denied();
      case "done" -> new Done();
      case "not-held" -> new NotHeld();
      default -> throw words.malformed("a lock does not answer " + word);
    };
  }
}
