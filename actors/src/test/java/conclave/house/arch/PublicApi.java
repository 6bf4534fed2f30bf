package conclave.house.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import conclave.InternalApi;
import conclave.house.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types that applications use, and the rule that their signatures mention no others.
 *
 * @param names of the types; those that are nested in them and public belong to them
 */
public record PublicApi(Set<String> names) {
  private static final Path PAGE = Path.of("docs/reference/api.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(conclave[\\w.]*)` \\|");
  private static final List<String> OTHERS =
      List.of("java.", "akka.", "com.typesafe.config.", "org.junit.jupiter.");

  /** Those of the page on the API, which is thereby the list. */
  public static PublicApi ofThePage() {
    return new PublicApi(
        ROW.matcher(Repository.here().read(PAGE))
            .results()
            .map(row -> row.group(1).replaceAll("(?<=\\.)([A-Z]\\w*)\\.(?=[A-Z])", "$1\\$"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Fails with every leak, each with a cure. */
  public void hold(JavaClasses classes) {
    long members = classes.stream().filter(this::isOurs).mapToLong(c -> members(c).count()).sum();
    System.out.printf(
        "public API: %d types are listed, %d members of them looked at%n", names.size(), members);
    assertThat(leaks(classes)).isEmpty();
  }

  /** Fails with every name on the page that is there twice, or no public one of those classes. */
  public void holdPage(JavaClasses classes) {
    assertThat(ROW.matcher(Repository.here().read(PAGE)).results().map(row -> row.group(1)))
        .as("types on %s", PAGE)
        .doesNotHaveDuplicates();
    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(classes.contain(name) && isPublic(classes.get(name)))
                    .as("%s on %s is a public type", name, PAGE)
                    .isTrue());
  }

  List<String> leaks(JavaClasses classes) {
    return classes.stream()
        .filter(this::isOurs)
        .flatMap(type -> Stream.concat(above(type), members(type).flatMap(this::mentioned)))
        .sorted()
        .toList();
  }

  private Stream<String> above(JavaClass type) {
    return Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream())
        .flatMap((JavaType parent) -> parent.getAllInvolvedRawTypes().stream())
        .filter(this::isForeign)
        .map(foreign -> leak(type.getName(), foreign));
  }

  private Stream<String> mentioned(JavaMember member) {
    Set<JavaClass> types =
        member instanceof JavaField field
            ? field.getAllInvolvedRawTypes()
            : ((JavaCodeUnit) member).getAllInvolvedRawTypes();
    return types.stream().filter(this::isForeign).map(type -> leak(member.getFullName(), type));
  }

  private static String leak(String where, JavaClass type) {
    return where
        + " mentions "
        + type.getName()
        + ". Cure: leave it out, mark what is not for applications with @InternalApi, or list the"
        + " type in "
        + PAGE;
  }

  private static Stream<JavaMember> members(JavaClass type) {
    return type.getMembers().stream()
        .filter(m -> has(m, JavaModifier.PUBLIC) || has(m, JavaModifier.PROTECTED))
        .filter(m -> !has(m, JavaModifier.SYNTHETIC) && !has(m, JavaModifier.BRIDGE))
        .filter(m -> !m.isAnnotatedWith(InternalApi.class));
  }

  private static boolean has(JavaMember member, JavaModifier modifier) {
    return member.getModifiers().contains(modifier);
  }

  private boolean isForeign(JavaClass involved) {
    JavaClass type = involved.getBaseComponentType();
    boolean known =
        type.isPrimitive() || OTHERS.stream().anyMatch(type.getName()::startsWith) || isOurs(type);
    return !known;
  }

  private boolean isOurs(JavaClass type) {
    return outwards(type).anyMatch(each -> names.contains(each.getName()))
        && outwards(type)
            .allMatch(each -> isPublic(each) && !each.isAnnotatedWith(InternalApi.class));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC);
  }

  /** The type, and those that it is nested in. */
  private static Stream<JavaClass> outwards(JavaClass type) {
    return Stream.iterate(
            Optional.of(type), Optional::isPresent, inner -> inner.get().getEnclosingClass())
        .map(Optional::get);
  }
}
