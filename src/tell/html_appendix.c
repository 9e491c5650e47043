/* The lists at the end of the page: what each small number in the text stands for. */
#include "tell/html.h"

static void open_list(yg_html *h, const char *id, const char *title, const char *lead) {
    yg_buf_addf(h->out, "<section id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">",
                id, id, id);
    yg_html_say(h, title);
    yg_buf_addz(h->out, "</h2>\n<p class=\"note\">");
    yg_html_say(h, lead);
    yg_buf_addz(h->out, "</p>\n");
}

static void dot(yg_html *h, yg_str s) {
    if (s.n == 0)
        return;
    yg_buf_addz(h->out, "<span>");
    yg_html_lines(h->out, s);
    yg_buf_addz(h->out, "</span>");
}

static void evidence(yg_html *h, const yg_evidence *e, size_t number) {
    yg_buf_addf(h->out, "<li id=\"e%zu\">", number);
    yg_html_lines(h->out, e->statement);
    yg_buf_addz(h->out, " <span class=\"facts\">");
    dot(h, e->asserted_by);
    dot(h, e->known_label);
    dot(h, e->date_label);
    dot(h, e->note);
    yg_buf_addz(h->out, "<span>");
    for (size_t i = 0; i < e->references.n; i++)
        yg_buf_addf(h->out, "%s<a href=\"#s%u\">S%u</a>", i > 0 ? " " : "", e->references.at[i],
                    e->references.at[i]);
    yg_buf_addz(h->out, "</span><code>");
    yg_html_text(h->out, e->id);
    yg_buf_addz(h->out, "</code></span></li>\n");
}

static void link(yg_html *h, yg_str address) {
    if (address.n == 0)
        return;
    yg_buf_addz(h->out, "<a class=\"address\" rel=\"noopener noreferrer nofollow\" href=\"");
    yg_html_text(h->out, address);
    yg_buf_addz(h->out, "\">");
    yg_html_text(h->out, address);
    yg_buf_addz(h->out, "</a>");
}

static void reference(yg_html *h, const yg_reference *r, size_t number) {
    yg_buf_addf(h->out, "<li id=\"s%zu\"><span class=\"n\">S%zu</span><div><strong>", number,
                number);
    yg_html_text(h->out, r->name);
    yg_buf_addz(h->out, "</strong> ");
    link(h, r->address);
    if (r->address.n == 0)
        yg_html_say(h, "html.no-address");
    yg_buf_addz(h->out, " <span class=\"facts\">");
    dot(h, r->collection);
    yg_buf_addz(h->out, "</span></div></li>\n");
}

static void collection(yg_html *h, const yg_collection *c) {
    yg_buf_addz(h->out, "<tr><th scope=\"row\">");
    yg_html_text(h->out, c->name);
    yg_buf_addz(h->out, "</th><td>");
    yg_html_text(h->out, c->publisher);
    yg_buf_addz(h->out, "</td><td>");
    if (c->licence.n > 0)
        yg_html_text(h->out, c->licence);
    else
        yg_html_say(h, "html.licence-unknown");
    yg_buf_addz(h->out, "</td><td>");
    if (c->tlp.n > 0) {
        yg_buf_addz(h->out, "TLP:<span class=\"caps\">");
        yg_html_text(h->out, c->tlp);
        yg_buf_addz(h->out, "</span>");
    }
    yg_buf_addz(h->out, "</td><td>");
    yg_html_text(h->out, c->version.n > 0 ? c->version : c->published);
    yg_buf_addz(h->out, "</td><td>");
    link(h, c->address);
    yg_buf_addz(h->out, "</td></tr>\n");
}

static void collections(yg_html *h) {
    static const char *const columns[] = {"html.collection.name",    "html.collection.publisher",
                                          "html.collection.licence", "html.collection.tlp",
                                          "html.collection.version", "html.collection.address"};
    yg_buf_addz(h->out, "<figure class=\"table\"><div class=\"scroll\" tabindex=\"0\" "
                        "role=\"group\" aria-label=\"");
    yg_html_say(h, "html.collections");
    yg_buf_addz(h->out, "\"><table><caption>");
    yg_html_say(h, "html.collections");
    yg_buf_addz(h->out, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        yg_buf_addz(h->out, "<th scope=\"col\">");
        yg_html_say(h, columns[i]);
        yg_buf_addz(h->out, "</th>");
    }
    yg_buf_addz(h->out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < h->doc->collections.n; i++)
        collection(h, h->doc->collections.at[i]);
    yg_buf_addz(h->out, "</tbody></table></div></figure>\n");
}

void yg_html_appendix(yg_html *h) {
    open_list(h, "sources", "html.sources", "html.sources-lead");
    if (h->doc->collections.n > 0)
        collections(h);
    yg_buf_addz(h->out, "<ol class=\"references\">\n");
    for (size_t i = 0; i < h->doc->references.n; i++)
        reference(h, h->doc->references.at[i], i + 1);
    yg_buf_addz(h->out, "</ol>\n</section>\n");
    open_list(h, "evidence", "html.evidence", "html.evidence-lead");
    yg_buf_addz(h->out, "<ol class=\"evidence\">\n");
    for (size_t i = 0; i < h->doc->evidence.n; i++)
        evidence(h, h->doc->evidence.at[i], i + 1);
    yg_buf_addz(h->out, "</ol>\n</section>\n");
}
