package conclave.http.internal;

/**
 * A table of a page. Whatever is put into it is escaped: names come from peers and users, never to
 * be trusted in a page. Not thread-safe.
 */
public final class HtmlTable {

  private final StringBuilder html = new StringBuilder("<table>");

  /** A table with such columns. */
  public HtmlTable(String... columns) {
    html.append("<tr>");
    for (String column : columns) {
      html.append("<th>").append(escape(column));
    }
    html.append("</tr>");
  }

  /** Begins a row. */
  public HtmlTable row() {
    html.append("\n<tr>");
    return this;
  }

  /** A cell, to the left. */
  public HtmlTable text(String cell) {
    html.append("<td>").append(escape(cell));
    return this;
  }

  /** A cell, to the right. */
  public HtmlTable number(Object cell) {
    html.append("<td class=number>").append(escape(cell.toString()));
    return this;
  }

  /** All of it. */
  public String html() {
    return html + "</table>";
  }

  /** Text as it may stand in a page. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
