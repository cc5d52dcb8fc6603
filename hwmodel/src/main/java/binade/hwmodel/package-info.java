/**
 * What a format costs in silicon: counts of cells, and what follows from them.
 *
 * <pre>
 *   GridFormat  ->  Datapath                 four integers p, R, B, ew and a decoder
 *   Datapath    ->  MacUnit                  integer, exact, logarithmic, floating, fused, binary, ternary
 *   MacUnit     ->  Breakdown of CellCounts  by formula, part by part
 *   CellCounts  ->  area, NAND2 equivalents  by CellLibrary, a table in the resources
 *   MacUnit     ->  energy                   by an EnergyRule
 * </pre>
 *
 * {@link binade.hwmodel.MacCost} walks the whole way. Formulas, sources and validation: README.md of this module.
 */
package binade.hwmodel;
