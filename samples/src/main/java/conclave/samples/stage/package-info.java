/**
 * What a lesson is played on, so that its own package shows nothing but the lesson.
 *
 * <pre>
 *   main --> Lesson            options, one line for what is wrong, exit status
 *              |
 *              v
 *            App.call --> Stage   three ActorSystems or one, data in a temporary folder, events as lines
 * </pre>
 */
package conclave.samples.stage;
