package binade.experiments.report;

import binade.experiments.reproduce.ClaimResult;
import binade.experiments.reproduce.PaperResult;
import binade.experiments.reproduce.Verdict;

/** The claims as a page of Markdown. */
record PapersMarkdown(PapersReport report) {
    String text() {
        StringBuilder md = new StringBuilder("# Executable papers\n\n").append(report.summary())
                .append(" Every verdict is worked out anew from what the commands below the table print; a claim that fails stays in it.\n\n")
                .append("Command: `").append(report.run().command()).append("` (commit ").append(report.run().commit()).append(", ")
                .append(Numbers.fixed(report.run().wallSeconds().getOrDefault("total", Double.NaN), 0)).append(" s, ")
                .append(report.run().cpu()).append(", ").append(Numbers.count(report.run().threads(), "thread", "threads")).append(").\n");
        report.papers().forEach(p -> paper(p, md));
        return md.toString();
    }

    private static void paper(PaperResult p, StringBuilder md) {
        md.append("\n## ").append(p.key()).append("\n\n").append(cell(p.authors())).append(": *").append(cell(p.title())).append("*, ").append(cell(p.venue()))
                .append(". Measured in ").append(Numbers.fixed(p.seconds(), 1)).append(" s.\n\n")
                .append("| claim | published | ours | must hold | verdict | source | our setting |\n|---|---|---|---|---|---|---|\n");
        for (ClaimResult c : p.claims()) {
            md.append("| ").append(cell(c.statement())).append(" | ").append(cell(c.published())).append(" | ")
                    .append(PapersReport.number(c.ours())).append(" | `").append(c.relation().replace("|", "\\|")).append("` | ")
                    .append(c.verdict() == Verdict.HOLDS ? "holds" : "**" + c.verdict().id() + "**").append(" | ").append(cell(c.source()))
                    .append(" | ").append(cell(c.setting())).append(" |\n");
        }
        p.claims().stream().filter(c -> c.verdict() != Verdict.HOLDS).forEach(c -> md.append("\n- ").append(cell(c.statement())).append(": ")
                .append(c.note().isBlank() ? "no explanation found yet" : cell(c.note())).append('\n'));
        md.append('\n');
        p.claims().stream().flatMap(c -> c.commands().stream()).distinct().forEach(c -> md.append("    ").append(c).append('\n'));
        p.pictures().keySet().forEach(name -> md.append("\n![").append(p.key()).append(", ").append(name).append("](")
                .append(PapersReport.pictureFile(p, name)).append(")\n"));
    }

    private static String cell(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ");
    }
}
