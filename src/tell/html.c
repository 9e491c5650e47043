#include "tell/html.h"

#include "base/utf8.h"

bool yg_html_is_unsafe(uint32_t c) {
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
           c == 0x200F;
}

/* Where the code that begins at s[at] ("`") ends: its other backtick; SIZE_MAX: it is none. */
static size_t code_end(yg_str s, size_t at) {
    size_t end = yg_str_chr(yg_str_from(s, at + 1), '`');
    return end == SIZE_MAX || end == 0 || yg_str_chr(yg_str_sub(s, at + 1, end), '\n') != SIZE_MAX
               ? SIZE_MAX
               : at + 1 + end;
}

static void escape(yg_buf *out, yg_str s, bool breaks) {
    size_t close = SIZE_MAX;
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t c = yg_utf8_next(s, &at);
        if (c == '`' && breaks) {
            if (from == close) {
                yg_buf_addz(out, "</code>");
                close = SIZE_MAX;
                continue;
            }
            close = code_end(s, from);
            if (close != SIZE_MAX) {
                yg_buf_addz(out, "<code>");
                continue;
            }
        }
        if (c == '&')
            yg_buf_addz(out, "&amp;");
        else if (c == '<')
            yg_buf_addz(out, "&lt;");
        else if (c == '>')
            yg_buf_addz(out, "&gt;");
        else if (c == '"')
            yg_buf_addz(out, "&quot;");
        else if (c == '\'')
            yg_buf_addz(out, "&#39;");
        else if (c == '\n' && breaks)
            yg_buf_addz(out, "<br>");
        else
            yg_utf8_put(out, yg_html_is_unsafe(c) ? 0xFFFD : c);
    }
}

void yg_html_text(yg_buf *out, yg_str s) {
    escape(out, s, false);
}

void yg_html_lines(yg_buf *out, yg_str s) {
    escape(out, s, true);
}

void yg_html_say(yg_html *h, const char *key) {
    yg_html_text(h->out, yg_say(&h->voice, key, ""));
}

void yg_html_marks(yg_html *h, yg_evidence_set set) {
    if (set.n == 0)
        return;
    yg_buf_addz(h->out, "<sup class=\"ev\">");
    for (size_t i = 0; i < set.n;) {
        size_t last = i;
        while (last + 1 < set.n && set.at[last + 1] == set.at[last] + 1)
            last++;
        if (last - i < 2)
            last = i;
        if (i > 0)
            yg_buf_addz(h->out, " ");
        yg_buf_addf(h->out, "<a href=\"#e%u\">%u", set.at[i], set.at[i]);
        if (last > i)
            yg_buf_addf(h->out, "–%u", set.at[last]);
        yg_buf_addz(h->out, "</a>");
        i = last + 1;
    }
    yg_buf_addz(h->out, "</sup>");
}

/* --- Tables --- */

void yg_html_cell(yg_html *h, const char *class, yg_str label) {
    yg_buf_addz(h->out, "<td");
    if (class != NULL)
        yg_buf_addf(h->out, " class=\"%s\"", class);
    yg_buf_addz(h->out, " data-label=\"");
    yg_html_text(h->out, label);
    yg_buf_addz(h->out, "\">");
}

static void head(yg_html *h, const yg_table *t) {
    yg_buf_addz(h->out, "<thead><tr>");
    for (size_t i = 0; i < t->columns_n; i++) {
        yg_buf_addz(h->out, "<th scope=\"col\">");
        yg_html_text(h->out, t->columns[i]);
        yg_buf_addz(h->out, "</th>");
    }
    yg_buf_addz(h->out, "</tr></thead>\n");
}

static void body_row(yg_html *h, const yg_table *t, const yg_row *row) {
    if (row->cells == NULL) {
        yg_buf_addf(h->out, "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">",
                    t->columns_n);
        yg_html_text(h->out, row->group);
        yg_buf_addz(h->out, "</th></tr>\n");
        return;
    }
    yg_buf_addz(h->out, "<tr>");
    for (size_t i = 0; i < t->columns_n; i++) {
        /* An empty head names no row: the cell of the row above goes on. */
        bool is_head = i == 0 && row->cells[i].text.n > 0;
        if (is_head)
            yg_buf_addz(h->out, "<th scope=\"row\">");
        else
            yg_html_cell(h, row->cells[i].text.n > 0 ? NULL : "none", t->columns[i]);
        yg_html_lines(h->out, row->cells[i].text);
        yg_html_marks(h, row->cells[i].evidence);
        yg_buf_addz(h->out, is_head ? "</th>" : "</td>");
    }
    yg_buf_addz(h->out, "</tr>\n");
}

void yg_html_table(yg_html *h, const yg_table *t) {
    bool open = false;
    yg_buf_addz(h->out, "<figure class=\"table\" id=\"");
    yg_html_text(h->out, t->id);
    yg_buf_addz(h->out, "\"><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    yg_html_text(h->out, t->caption);
    yg_buf_addf(h->out, "\"><table class=\"cols%zu\"><caption>", t->columns_n);
    yg_html_text(h->out, t->caption);
    yg_buf_addz(h->out, "</caption>\n");
    head(h, t);
    for (size_t i = 0; i < t->rows.n; i++) {
        if (t->rows.at[i].cells == NULL || !open) {
            yg_buf_addz(h->out, open ? "</tbody>\n<tbody>\n" : "<tbody>\n");
            open = true;
        }
        body_row(h, t, &t->rows.at[i]);
    }
    yg_buf_addz(h->out, open ? "</tbody></table></div>\n" : "</table></div>\n");
    if (t->note.n > 0) {
        yg_buf_addz(h->out, "<figcaption>");
        yg_html_lines(h->out, t->note);
        yg_buf_addz(h->out, "</figcaption>");
    }
    yg_buf_addz(h->out, "</figure>\n");
}
