/**
 * All planted bugs, and the page that shows them.
 *
 * <pre>
 *   conclave.laws: Plant, LockPlant      conclave.laws.bugs: VotePlant, LogPlant, ...
 *                 `------------- Catalogue: PlantedBug* ------------'
 *                                    |  run(seed): found, with what sentence
 *        PlantsPage: docs/explanation/planted-bugs.md, the seed that finds it, the median
 * </pre>
 */
package conclave.laws.plants;
