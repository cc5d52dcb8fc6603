/**
 * Drawing, printing and saving, once for all studies. Front door: {@link binade.experiments.report.RankingReport}.
 *
 * <pre>
 *   RankingColumns   what a row says; the one list that CSV, JSON and the page share
 *   RankingView      one room of a ranking: the best, the named, the front
 *   Verdict          what the numbers mean, in sentences
 *   RankingText, RankingCharts, ReportPage      terminal, pictures, page
 * </pre>
 */
package binade.experiments.report;
