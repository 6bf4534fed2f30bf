/**
 * Reading a section of the configuration, with all of its errors at once.
 *
 * <pre>
 *   Config --> SettingsReader --> values, or one exception that names each wrong key
 * </pre>
 */
package conclave.settings;
