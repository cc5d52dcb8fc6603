package binade.experiments.report;

import static binade.experiments.report.ReportPage.escape;

import binade.experiments.reproduce.ClaimResult;
import binade.experiments.reproduce.PaperResult;
import binade.experiments.reproduce.Verdict;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The claims as one page with its pictures inside; it needs neither network nor script. */
record PapersPage(PapersReport report) {
    String html() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("css", ReportPage.resource("report.css"));
        values.put("summary", escape(report.summary()));
        values.put("command", escape(report.run().command()));
        values.put("run", escape("Commit %s, %s s in all, %s, %s.".formatted(
                report.run().commit(), Numbers.fixed(report.run().wallSeconds().getOrDefault("total", Double.NaN), 0), report.run().cpu(),
                Numbers.count(report.run().threads(), "thread", "threads"))));
        StringBuilder overview = new StringBuilder();
        StringBuilder papers = new StringBuilder();
        for (PaperResult p : report.papers()) {
            overview(p, overview);
            paper(p, papers);
        }
        values.put("overview", overview.toString());
        values.put("papers", papers.toString());
        return ReportPage.fill("papers.html", values);
    }

    private static long count(PaperResult p, Verdict v) {
        return p.claims().stream().filter(c -> c.verdict() == v).count();
    }

    private static void overview(PaperResult p, StringBuilder html) {
        html.append("<tr><td class=\"l\"><a href=\"#").append(escape(p.key())).append("\">").append(escape(p.key()))
                .append("</a></td><td class=\"l wrap\">").append(escape(p.title())).append("</td><td>").append(p.claims().size())
                .append("</td><td>").append(count(p, Verdict.HOLDS)).append("</td><td>").append(count(p, Verdict.FAILS))
                .append("</td><td>").append(count(p, Verdict.UNMEASURED)).append("</td><td>").append(Numbers.fixed(p.seconds(), 1))
                .append("</td></tr>\n");
    }

    private static void paper(PaperResult p, StringBuilder html) {
        html.append("<section id=\"").append(escape(p.key())).append("\"><h2>").append(escape(p.title())).append("</h2><p class=\"muted\">")
                .append(escape(p.authors() + ", " + p.venue())).append("</p><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(escape("Claims of " + p.key())).append("\"><table class=\"claims\"><thead><tr><th class=\"l\">claim</th>")
                .append("<th class=\"l\">published</th><th>ours</th><th class=\"l\">must hold</th><th class=\"l\">verdict</th>")
                .append("<th class=\"l\">source</th><th class=\"l\">original scale</th><th class=\"l\">our setting</th></tr></thead><tbody>\n");
        p.claims().forEach(c -> claim(c, html));
        html.append("</tbody></table></div>");
        html.append("<details><summary>Commands</summary><pre class=\"scroll\" tabindex=\"0\"><code>");
        p.claims().stream().flatMap(c -> c.commands().stream()).distinct().forEach(c -> html.append(escape(c)).append('\n'));
        html.append("</code></pre></details>");
        if (!p.pictures().isEmpty()) {
            html.append("<div class=\"pictures\">");
            p.pictures().forEach((name, png) -> html.append("<figure><img alt=\"").append(escape(p.key() + ": " + name))
                    .append("\" src=\"data:image/png;base64,").append(Base64.getEncoder().encodeToString(png))
                    .append("\"><figcaption class=\"muted\">").append(escape(name.replaceFirst("\\.png$", ""))).append("</figcaption></figure>"));
            html.append("</div>");
        }
        html.append("</section>\n");
    }

    private static void claim(ClaimResult c, StringBuilder html) {
        html.append("<tr><td class=\"l wrap\">").append(escape(c.statement()));
        if (c.verdict() != Verdict.HOLDS) {
            html.append("<div class=\"muted\">").append(escape(c.note().isBlank() ? "No explanation found yet." : c.note())).append("</div>");
        }
        html.append("</td><td class=\"l wrap\">").append(escape(c.published())).append("</td><td title=\"").append(escape(c.quantity()))
                .append("\">").append(escape(PapersReport.number(c.ours()))).append("</td><td class=\"l mono\">").append(escape(c.relation()))
                .append("</td><td class=\"l verdict-").append(c.verdict().id()).append("\">").append(c.verdict().id())
                .append("</td><td class=\"l wrap\">").append(escape(c.source())).append("</td><td class=\"l wrap\">").append(escape(c.scale()))
                .append("</td><td class=\"l wrap\">").append(escape(c.setting())).append("</td></tr>\n");
    }
}
