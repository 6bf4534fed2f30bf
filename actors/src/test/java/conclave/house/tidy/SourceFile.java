package conclave.house.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** One Java file with its syntax tree, parsed by the compiler of the running JDK. */
final class SourceFile {
  private final Path path;
  private final String text;
  private final CompilationUnitTree unit;
  private final Trees trees;
  private final List<Tree> nodes = new ArrayList<>();

  private SourceFile(Text file, CompilationUnitTree unit, Trees trees) {
    this.path = file.path;
    this.text = file.text;
    this.unit = unit;
    this.trees = trees;
    new TreeScanner<Void, Void>() {
      @Override
      public Void scan(Tree node, Void nothing) {
        if (node != null) {
          nodes.add(node);
        }
        return super.scan(node, nothing);
      }
    }.scan(unit, null);
  }

  /**
   * Parses, and only parses: nothing is resolved, so broken references do not matter. A syntax
   * error is an {@link IllegalArgumentException}.
   */
  static List<SourceFile> parse(Map<Path, String> texts) {
    if (texts.isEmpty()) {
      return List.of();
    }
    Map<URI, Text> files =
        texts.entrySet().stream().map(Text::new).collect(Collectors.toMap(Text::toUri, f -> f));
    DiagnosticCollector<JavaFileObject> errors = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options = List.of("-proc:none");
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, errors, options, null, files.values());
    List<SourceFile> sources = new ArrayList<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        Text file = files.get(unit.getSourceFile().toUri());
        sources.add(new SourceFile(file, unit, Trees.instance(task)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot parse " + texts.keySet(), e);
    }
    if (errors.getDiagnostics().stream().anyMatch(d -> d.getKind() == Diagnostic.Kind.ERROR)) {
      throw new IllegalArgumentException("not Java: " + errors.getDiagnostics());
    }
    return sources;
  }

  Path path() {
    return path;
  }

  String text() {
    return text;
  }

  /** The folder of its package. */
  Path folder() {
    return path.getParent();
  }

  String packageName() {
    return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
  }

  boolean isTest() {
    return path.toString().contains("src/test/");
  }

  boolean isPackageInfo() {
    return path.endsWith("package-info.java");
  }

  int lines() {
    return (int) text.lines().count();
  }

  /** All nodes of that kind, in the order of the text. */
  <T extends Tree> Stream<T> all(Class<T> kind) {
    return nodes.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** The types that are not nested in another. */
  Stream<ClassTree> topLevelTypes() {
    return unit.getTypeDecls().stream()
        .filter(ClassTree.class::isInstance)
        .map(ClassTree.class::cast);
  }

  /** The Javadoc of a top-level type, or of the package declaration. */
  Optional<String> javadoc(Tree declaration) {
    TreePath place = new TreePath(new TreePath(unit), declaration);
    return Optional.ofNullable(trees.getDocComment(place)).filter(doc -> !doc.isBlank());
  }

  /** The Javadoc of the package declaration. */
  Optional<String> packageJavadoc() {
    return Optional.ofNullable(unit.getPackage()).flatMap(this::javadoc);
  }

  int firstLine(Tree node) {
    return line(trees.getSourcePositions().getStartPosition(unit, node));
  }

  int lastLine(Tree node) {
    return line(trees.getSourcePositions().getEndPosition(unit, node));
  }

  /** Where a node is, for a finding. */
  String at(Tree node) {
    return path + ":" + firstLine(node);
  }

  private int line(long position) {
    return position < 0 ? 0 : (int) unit.getLineMap().getLineNumber(position);
  }

  private static final class Text extends SimpleJavaFileObject {
    private final Path path;
    private final String text;

    Text(Map.Entry<Path, String> file) {
      super(URI.create("text:///" + file.getKey()), JavaFileObject.Kind.SOURCE);
      this.path = file.getKey();
      this.text = file.getValue();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
