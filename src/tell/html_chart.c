/* Charts: figures as rows of a table, each with a bar and, for shares, the whisker of its 95 %
 * interval. The bar repeats what the numbers beside it say, so it is hidden from screen readers.
 * Positions are SVG attributes in hundredths of a percent: no style attribute is needed, which the
 * page's Content-Security-Policy would forbid. */
#include "tell/html.h"

#include <math.h>

enum { WIDTH = 1000, MIDDLE = 10, BAR_TOP = 5, BAR_HEIGHT = 10 };

static unsigned position(double share) {
    return (unsigned)lround((share < 0 ? 0 : share > 1 ? 1 : share) * WIDTH);
}

static void grid(yg_buf *out) {
    yg_buf_addz(out, "<path class=\"grid\" d=\"M0 0V20M250 0V20M500 0V20M750 0V20M1000 0V20\"/>");
}

static void whisker(yg_buf *out, yg_interval interval) {
    unsigned low = position(interval.low), high = position(interval.high);
    yg_buf_addf(out, "<path class=\"whisker\" d=\"M%u %dH%uM%u 4V16M%u 4V16\"/>", low, MIDDLE, high,
                low, high);
}

/* A count without a total may carry the interval of its rate, in counts (Garwood). */
static bool has_range(const yg_figure *f) {
    return f->kind == YG_FIGURE_COUNT && !f->has_denominator && f->show != YG_SHOW_NOTHING;
}

/* The largest count of the chart, or end of an interval, for counts without a total. */
static uint64_t largest(const yg_html *h, const yg_chart *chart) {
    uint64_t most = 1;
    for (size_t i = 0; i < chart->figures.n; i++) {
        const yg_figure *f = h->doc->figures.at[chart->figures.at[i]];
        if (f->numerator > most)
            most = f->numerator;
        if (has_range(f) && (uint64_t)ceil(f->interval.high) > most)
            most = (uint64_t)ceil(f->interval.high);
    }
    return most;
}

/* most: the count that fills the bar where there is no total. */
static void bar(yg_html *h, uint64_t most, const yg_figure *f) {
    /* A count of a list is drawn as a count: its bar must not show the share that is not printed.
     */
    double part = f->kind != YG_FIGURE_COUNT && f->has_denominator && f->denominator > 0
                      ? (double)f->numerator / (double)f->denominator
                      : (double)f->numerator / (double)most;
    bool hidden = f->kind == YG_FIGURE_SHARE && f->show != YG_SHOW_SHARE;
    yg_buf_addf(h->out,
                "<svg class=\"bar\" viewBox=\"0 0 %d 20\" preserveAspectRatio=\"none\" "
                "aria-hidden=\"true\" focusable=\"false\">",
                WIDTH);
    grid(h->out);
    if (!hidden)
        yg_buf_addf(h->out, "<rect class=\"fill\" x=\"0\" y=\"%d\" width=\"%u\" height=\"%d\"/>",
                    BAR_TOP, position(part), BAR_HEIGHT);
    if (f->kind == YG_FIGURE_SHARE && f->show != YG_SHOW_NOTHING)
        whisker(h->out, f->interval);
    if (has_range(f))
        whisker(h->out,
                (yg_interval){f->interval.low / (double)most, f->interval.high / (double)most});
    yg_buf_addz(h->out, "</svg>");
}

void yg_html_bar(yg_html *h, const yg_figure *f) {
    if (f->kind == YG_FIGURE_SHARE && f->has_denominator && f->show == YG_SHOW_SHARE)
        bar(h, 1, f);
}

/* What the bars show: shares on a fixed axis, parts of a total, or counts beside each other. */
typedef enum { AXIS_COUNT, AXIS_PART, AXIS_SHARE } axis;

static axis axis_of(const yg_html *h, const yg_chart *chart) {
    axis found = AXIS_COUNT;
    for (size_t i = 0; i < chart->figures.n; i++) {
        const yg_figure *f = h->doc->figures.at[chart->figures.at[i]];
        axis own = f->kind == YG_FIGURE_SHARE                         ? AXIS_SHARE
                   : f->has_denominator && f->kind != YG_FIGURE_COUNT ? AXIS_PART
                                                                      : AXIS_COUNT;
        if (own > found)
            found = own;
    }
    return found;
}

static const char *const columns[][2] = {{"html.column.count", "html.column.bar"},
                                         {"html.column.count", "html.column.part"},
                                         {"html.column.share", "html.column.axis"}};

static void head(yg_html *h, axis kind) {
    yg_buf_addz(h->out, "<thead><tr><th scope=\"col\">");
    yg_html_say(h, "html.column.item");
    yg_buf_addz(h->out, "</th><th scope=\"col\">");
    yg_html_say(h, columns[kind][0]);
    yg_buf_addz(h->out, "</th><th scope=\"col\" class=\"axis\">");
    yg_html_say(h, columns[kind][1]);
    yg_buf_addz(h->out, "</th></tr></thead>\n<tbody>\n");
}

static void row(yg_html *h, const yg_chart *chart, uint64_t most, size_t at, axis kind) {
    const yg_figure *f = h->doc->figures.at[chart->figures.at[at]];
    bool told = yg_chart_unknown_told(h->doc, chart, at);
    yg_buf_addz(h->out, "<tr id=\"");
    yg_html_text(h->out, f->id);
    yg_buf_addz(h->out, "\"><th scope=\"row\">");
    yg_html_text(h->out, f->row.n > 0 ? f->row : f->label);
    yg_buf_addz(h->out, "</th>");
    yg_html_cell(h, "number", yg_say(&h->voice, columns[kind][0], ""));
    yg_html_text(h->out, f->text);
    if (f->computed)
        yg_buf_addz(h->out, " †");
    yg_html_marks(h, f->evidence);
    if (f->has_unknown && f->unknown > 0 && !told) {
        yg_buf_addz(h->out, "<small>");
        yg_html_text(h->out, yg_say(&h->voice, "figure.unknown", "n", (double)f->unknown));
        yg_buf_addz(h->out, "</small>");
    }
    if (f->note.n > 0) {
        yg_buf_addz(h->out, "<small>");
        yg_html_text(h->out, f->note);
        yg_buf_addz(h->out, "</small>");
    }
    yg_buf_addz(h->out, "</td>");
    yg_html_cell(h, "axis", yg_say(&h->voice, columns[kind][1], ""));
    if (f->has_denominator || kind == AXIS_COUNT)
        bar(h, most, f);
    yg_buf_addz(h->out, "</td></tr>\n");
}

/* For the script (ui/): the form of the chart, and the figures by their ids. The title stands
 * before the table, not in its caption, because it heads the drawing as well. */
static void open_chart(yg_html *h, const yg_chart *chart) {
    yg_buf_addf(h->out, "<figure class=\"chart\" data-form=\"%s\" data-figures=\"",
                yg_chart_form_word(chart->form));
    for (size_t i = 0; i < chart->figures.n; i++) {
        yg_buf_addz(h->out, i > 0 ? " " : "");
        yg_html_text(h->out, h->doc->figures.at[chart->figures.at[i]]->id);
    }
    yg_buf_addz(h->out, "\" id=\"");
    yg_html_text(h->out, chart->id);
    yg_buf_addz(h->out, "\">\n<div class=\"head\"><p class=\"title\" id=\"");
    yg_html_text(h->out, chart->id);
    yg_buf_addz(h->out, "-title\">");
    yg_html_text(h->out, chart->title);
    yg_buf_addz(h->out, "</p>");
    if (chart->caption.n > 0) {
        yg_buf_addz(h->out, "<p class=\"caption\">");
        yg_html_lines(h->out, chart->caption);
        yg_buf_addz(h->out, "</p>");
    }
    yg_buf_addz(h->out,
                "</div>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"");
    yg_html_text(h->out, chart->id);
    yg_buf_addz(h->out, "-title\"><table aria-labelledby=\"");
    yg_html_text(h->out, chart->id);
    yg_buf_addz(h->out, "-title\">\n");
}

void yg_html_chart(yg_html *h, const yg_chart *chart) {
    axis kind = axis_of(h, chart);
    uint64_t most = largest(h, chart);
    open_chart(h, chart);
    head(h, kind);
    yg_str group = {0};
    for (size_t i = 0; i < chart->figures.n; i++) {
        const yg_figure *f = h->doc->figures.at[chart->figures.at[i]];
        if (f->group.n > 0 && !yg_str_eq(f->group, group)) {
            yg_buf_addz(h->out, i == 0 ? "" : "</tbody>\n<tbody>\n");
            yg_buf_addz(h->out, "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"3\">");
            yg_html_text(h->out, f->group);
            yg_buf_addz(h->out, "</th></tr>\n");
        }
        group = f->group;
        row(h, chart, most, i, kind);
    }
    yg_buf_addz(h->out, "</tbody></table></div>\n");
    if (chart->note.n > 0) {
        yg_buf_addz(h->out, "<figcaption>");
        yg_html_lines(h->out, chart->note);
        yg_buf_addz(h->out, "</figcaption>");
    }
    yg_buf_addz(h->out, "</figure>\n");
}
