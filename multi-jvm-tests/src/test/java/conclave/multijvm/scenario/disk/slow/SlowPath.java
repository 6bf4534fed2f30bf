package conclave.multijvm.scenario.disk.slow;

import java.io.File;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/**
 * A path of the slow file system: the JDK's own in everything but whose it is. A proxy, since a
 * path has some thirty methods, and all of them do the same.
 *
 * @param path the JDK's own
 */
record SlowPath(Path path) implements InvocationHandler {

  /** That path on the slow file system. */
  static Path over(Path path) {
    if (path == null || isSlow(path)) {
      return path;
    }
    return (Path)
        Proxy.newProxyInstance(
            SlowPath.class.getClassLoader(), new Class<?>[] {Path.class}, new SlowPath(path));
  }

  /** The JDK's own. */
  static Path under(Path path) {
    return isSlow(path) ? ((SlowPath) Proxy.getInvocationHandler(path)).path() : path;
  }

  private static boolean isSlow(Path path) {
    return path != null
        && Proxy.isProxyClass(path.getClass())
        && Proxy.getInvocationHandler(path) instanceof SlowPath;
  }

  @Override
  public Object invoke(Object self, Method method, Object[] given) throws Throwable {
    switch (method.getName()) {
      case "getFileSystem":
        return SlowFiles.fileSystem();
      case "toFile": // which is for paths of the default file system alone, and that is this one
        return new File(path.toString());
      default:
        return passOn(method, given);
    }
  }

  private Object passOn(Method method, Object[] given) throws Throwable {
    Object[] arguments = given == null ? new Object[0] : given.clone();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof Path other) {
        arguments[i] = under(other);
      }
    }
    try {
      Object result = method.invoke(path, arguments);
      return result instanceof Path other ? over(other) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
