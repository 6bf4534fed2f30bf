package conclave.house.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** What fits on a screen is read; what does not is believed. */
final class SizeRules {
  static final int FILE_LINES = 400;
  static final int METHOD_LINES = 70;
  static final int PARAMETERS = 4;

  private SizeRules() {}

  static Stream<Finding> fileLength(SourceFile file) {
    return Stream.of(file)
        .filter(f -> f.lines() > FILE_LINES)
        .map(
            f ->
                new Finding(
                    f.path().toString(),
                    f.lines() + " lines, " + FILE_LINES + " are the limit",
                    "give the second thing that this type does a type of its own"));
  }

  static Stream<Finding> methodLength(SourceFile file) {
    return file.all(MethodTree.class)
        .filter(m -> linesOf(file, m) > METHOD_LINES)
        .map(
            m ->
                new Finding(
                    file.at(m),
                    m.getName()
                        + " has "
                        + linesOf(file, m)
                        + " lines, "
                        + METHOD_LINES
                        + " at most",
                    "name its steps as methods, one level of abstraction each"));
  }

  static Stream<Finding> parameters(SourceFile file) {
    return file.all(ClassTree.class).flatMap(type -> tooManyParameters(file, type));
  }

  private static Stream<Finding> tooManyParameters(SourceFile file, ClassTree type) {
    return methodsOf(type)
        .filter(m -> m.getParameters().size() > PARAMETERS)
        .filter(m -> !isCanonical(type, m) && !isOverride(m))
        .map(
            m ->
                new Finding(
                    file.at(m),
                    m.getName()
                        + " takes "
                        + m.getParameters().size()
                        + " parameters, "
                        + PARAMETERS
                        + " at most",
                    "group those that travel together in a record with a name"));
  }

  /** The components of a record are its fields, not arguments that a caller has to line up. */
  private static boolean isCanonical(ClassTree type, MethodTree method) {
    return type.getKind() == Tree.Kind.RECORD
        && method.getReturnType() == null
        && method.getParameters().size() == components(type).size();
  }

  /** Who overrides did not choose the signature. */
  private static boolean isOverride(MethodTree method) {
    return method.getModifiers().getAnnotations().stream()
        .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
  }

  private static List<? extends Tree> components(ClassTree type) {
    return type.getMembers().stream()
        .filter(m -> m instanceof VariableTree field && !isStatic(field.getModifiers()))
        .toList();
  }

  private static boolean isStatic(ModifiersTree modifiers) {
    return modifiers.getFlags().contains(Modifier.STATIC);
  }

  private static Stream<MethodTree> methodsOf(ClassTree type) {
    return type.getMembers().stream()
        .filter(MethodTree.class::isInstance)
        .map(MethodTree.class::cast);
  }

  private static int linesOf(SourceFile file, MethodTree method) {
    return file.lastLine(method) - file.firstLine(method) + 1;
  }
}
