/**
 * The rules of the house, held by tests instead of by memory. Each finding names its cure.
 *
 * <pre>
 *   Repository.here()  ----->  tidy.Checkout   ----->  tidy.Rule   one constant per rule on text
 *   (the checkout)             sources, pages                      (syntax trees, pages, the POM)
 *        |
 *        +-- target/classes -> arch.MainClasses -----> arch.Rules  rules on byte code
 *                                                                  (who may call and know whom)
 * </pre>
 *
 * <p>Every rule is itself tested: it must find a violation planted for it and accept its clean
 * twin.
 */
package conclave.house;
