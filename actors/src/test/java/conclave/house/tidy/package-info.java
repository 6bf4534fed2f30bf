/**
 * Rules on what is written: Java as syntax trees, pages as text, the parent POM as XML.
 *
 * <pre>
 *   Checkout = files + SourceFile* + texts
 *       |
 *       v
 *   Rule.check  -->  Finding(where, what, cure)*
 *     SizeRules      lines of a file and a method, parameters
 *     MannersRules   sleeping, swallowing, shouting, leaving notes
 *     PackageRules   package-info, Javadoc, files in a package
 *     PageRules      links, headings, pages that no other names
 *     AnchorRules    links to a part of a page, or to lines of a file
 *     SnippetRules   Java on pages
 *     DecisionRules  every pinned version has its page
 * </pre>
 */
package conclave.house.tidy;
