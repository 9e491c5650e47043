#include "tell/render_md.h"

#include "base/utf8.h"
#include "tell/message.h"
#include "tell/render_json.h"

typedef struct {
    yg_buf *out;
    const yg_report *doc;
    yg_voice voice;
} writer;

/* Characters that mean something in CommonMark or in HTML inside it get a backslash; a line end
 * becomes a space (a break inside tables), controls become U+FFFD. */
/* `code` without anything that means something inside a table or a code span: its length with both
 * backticks; 0: it is none. */
static size_t code_bytes(yg_str s) {
    for (size_t at = 1; at < s.n;) {
        uint32_t c = yg_utf8_next(s, &at);
        if (c == '`')
            return at > 2 ? at : 0;
        if (c < 0x20 || c == '|' || c == '<' || c == '&' || c == '\\' || yg_utf8_is_active(c))
            return 0;
    }
    return 0;
}

static void escape(writer *w, yg_str s, const char *line_end) {
    for (size_t at = 0; at < s.n;) {
        size_t code = s.p[at] == '`' ? code_bytes(yg_str_from(s, at)) : 0;
        if (code > 0) {
            yg_buf_add(w->out, yg_str_sub(s, at, code));
            at += code;
            continue;
        }
        uint32_t c = yg_utf8_next(s, &at);
        if (c == '\n') {
            yg_buf_addz(w->out, line_end);
            continue;
        }
        if (yg_utf8_is_active(c))
            c = 0xFFFD;
        if (c == '<')
            yg_buf_addz(w->out, "&lt;");
        else if (c == '&')
            yg_buf_addz(w->out, "&amp;");
        else {
            if (c < 0x80 && strchr("\\`*_[]|~#>!", (int)c) != NULL)
                yg_buf_addc(w->out, '\\');
            yg_utf8_put(w->out, c);
        }
    }
}

static void text(writer *w, yg_str s) {
    escape(w, s, " ");
}

static void say(writer *w, const char *key) {
    text(w, yg_say(&w->voice, key, ""));
}

static void marks(writer *w, yg_evidence_set set) {
    for (size_t i = 0; i < set.n;) {
        size_t last = i;
        while (last + 1 < set.n && set.at[last + 1] == set.at[last] + 1)
            last++;
        if (last - i < 2)
            last = i;
        yg_buf_addf(w->out, "%sE%u", i == 0 ? " (" : ", ", set.at[i]);
        if (last > i)
            yg_buf_addf(w->out, "–E%u", set.at[last]);
        i = last + 1;
    }
    if (set.n > 0)
        yg_buf_addc(w->out, ')');
}

static void rule(writer *w, size_t columns) {
    yg_buf_addz(w->out, "\n|");
    for (size_t i = 0; i < columns; i++)
        yg_buf_addz(w->out, " --- |");
    yg_buf_addc(w->out, '\n');
}

static void caption(writer *w, yg_str title, yg_str more) {
    yg_buf_addz(w->out, "**");
    text(w, title);
    yg_buf_addz(w->out, "**");
    if (more.n > 0) {
        yg_buf_addz(w->out, " — ");
        text(w, more);
    }
    yg_buf_addz(w->out, "\n\n");
}

static void note(writer *w, yg_str s) {
    yg_buf_addc(w->out, '\n');
    if (s.n == 0)
        return;
    yg_buf_addz(w->out, "*");
    text(w, s);
    yg_buf_addz(w->out, "*\n\n");
}

static void table(writer *w, const yg_table *t) {
    caption(w, t->caption, (yg_str){0});
    yg_buf_addc(w->out, '|');
    for (size_t i = 0; i < t->columns_n; i++) {
        yg_buf_addc(w->out, ' ');
        text(w, t->columns[i]);
        yg_buf_addz(w->out, " |");
    }
    rule(w, t->columns_n);
    for (size_t r = 0; r < t->rows.n; r++) {
        const yg_row *row = &t->rows.at[r];
        yg_buf_addc(w->out, '|');
        for (size_t i = 0; i < t->columns_n; i++) {
            yg_buf_addc(w->out, ' ');
            if (row->cells != NULL) {
                escape(w, row->cells[i].text, "<br>");
                marks(w, row->cells[i].evidence);
            } else if (i == 0) {
                yg_buf_addz(w->out, "**");
                text(w, row->group);
                yg_buf_addz(w->out, "**");
            }
            yg_buf_addz(w->out, " |");
        }
        yg_buf_addc(w->out, '\n');
    }
    note(w, t->note);
}

static void chart(writer *w, const yg_chart *c) {
    bool has_shares = false;
    for (size_t i = 0; i < c->figures.n; i++)
        has_shares |= w->doc->figures.at[c->figures.at[i]]->kind == YG_FIGURE_SHARE;
    caption(w, c->title, c->caption);
    yg_buf_addz(w->out, "| ");
    say(w, "html.column.item");
    yg_buf_addz(w->out, " | ");
    say(w, has_shares ? "html.column.share" : "html.column.count");
    yg_buf_addz(w->out, " |");
    rule(w, 2);
    yg_str group = {0};
    for (size_t i = 0; i < c->figures.n; i++) {
        const yg_figure *f = w->doc->figures.at[c->figures.at[i]];
        if (f->group.n > 0 && !yg_str_eq(f->group, group) && !yg_str_starts(f->label, f->group)) {
            yg_buf_addz(w->out, "| **");
            text(w, f->group);
            yg_buf_addz(w->out, "** | |\n");
        }
        group = f->group;
        bool headed = f->group.n > 0 && f->row.n > 0 && !yg_str_starts(f->label, f->group);
        yg_buf_addz(w->out, "| ");
        text(w, headed ? f->row : f->label);
        yg_buf_addz(w->out, " | ");
        text(w, f->text);
        if (f->computed)
            yg_buf_addz(w->out, " †");
        marks(w, f->evidence);
        if (f->has_unknown && f->unknown > 0 && !yg_chart_unknown_told(w->doc, c, i)) {
            yg_buf_addz(w->out, "<br>");
            text(w, yg_say(&w->voice, "figure.unknown", "n", (double)f->unknown));
        }
        if (f->note.n > 0) {
            yg_buf_addz(w->out, "<br>");
            text(w, f->note);
        }
        yg_buf_addz(w->out, " |\n");
    }
    note(w, c->note);
}

static void paragraph(writer *w, const yg_paragraph *p) {
    if (p->role == YG_TEXT_JUDGEMENT) {
        yg_buf_addz(w->out, "- **");
        text(w, p->heading);
        yg_buf_addz(w->out, "**");
        if (p->figure != 0 && w->doc->figures.at[p->figure - 1]->brief.n > 0) {
            yg_buf_addz(w->out, " — ");
            text(w, w->doc->figures.at[p->figure - 1]->brief);
        }
        yg_buf_addz(w->out, " — ");
    }
    if (p->role == YG_TEXT_NOTE)
        yg_buf_addc(w->out, '*');
    text(w, p->text);
    if (p->role == YG_TEXT_NOTE)
        yg_buf_addc(w->out, '*');
    marks(w, p->evidence);
    yg_buf_addz(w->out, "\n\n");
}

static void block(writer *w, const yg_block *b) {
    switch (b->kind) {
    case YG_BLOCK_HEADING:
        yg_buf_addz(w->out, "### ");
        text(w, b->heading);
        yg_buf_addz(w->out, "\n\n");
        break;
    case YG_BLOCK_PARAGRAPH:
        paragraph(w, b->paragraph);
        break;
    case YG_BLOCK_CHART:
        chart(w, b->chart);
        break;
    case YG_BLOCK_TABLE:
        table(w, b->table);
        break;
    }
}

static void heading(writer *w, const char *key) {
    yg_buf_addz(w->out, "## ");
    say(w, key);
    yg_buf_addz(w->out, "\n\n");
}

/* An address as an autolink; bytes that would end it early are percent-encoded. */
static void address(writer *w, yg_str s) {
    yg_buf_addc(w->out, '<');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= 0x20 || c == '<' || c == '>' || c >= 0x7F)
            yg_buf_addf(w->out, "%%%02X", c);
        else
            yg_buf_addc(w->out, (char)c);
    }
    yg_buf_addc(w->out, '>');
}

static void appendix(writer *w) {
    const yg_report *doc = w->doc;
    heading(w, "html.sources");
    for (size_t i = 0; i < doc->references.n; i++) {
        const yg_reference *r = doc->references.at[i];
        yg_buf_addf(w->out, "- S%zu ", i + 1);
        text(w, r->name);
        if (r->address.n > 0) {
            yg_buf_addc(w->out, ' ');
            address(w, r->address);
        }
        yg_buf_addc(w->out, '\n');
    }
    yg_buf_addc(w->out, '\n');
    heading(w, "html.evidence");
    for (size_t i = 0; i < doc->evidence.n; i++) {
        const yg_evidence *e = doc->evidence.at[i];
        yg_buf_addf(w->out, "- E%zu ", i + 1);
        text(w, e->statement);
        const yg_str facts[] = {e->asserted_by, e->known_label, e->date_label, e->note};
        for (size_t f = 0; f < sizeof facts / sizeof *facts; f++)
            if (facts[f].n > 0) {
                yg_buf_addz(w->out, " · ");
                text(w, facts[f]);
            }
        for (size_t s = 0; s < e->references.n; s++)
            yg_buf_addf(w->out, "%sS%u", s == 0 ? " · " : " ", e->references.at[s]);
        yg_buf_addz(w->out, " · ");
        text(w, e->id);
        yg_buf_addc(w->out, '\n');
    }
}

static void line(writer *w, const char *key, yg_str value) {
    if (value.n == 0)
        return;
    text(w, yg_say(&w->voice, "md.line", "ss", yg_say(&w->voice, key, ""), value));
    yg_buf_addz(w->out, "\n\n");
}

bool yg_render_md(const yg_report *doc, yg_buf *out, yg_error *err) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    writer storage = {out, doc, {doc->lang, &arena}}, *w = &storage;
    (void)err;
    yg_buf_addz(out, "# ");
    text(w, doc->title);
    yg_buf_addz(out, "\n\n");
    text(w, doc->subtitle);
    yg_buf_addz(out, "\n\n");
    line(w, "html.scope.counting", doc->scope);
    line(w, "html.scope.as-of", doc->as_of_label);
    for (size_t i = 0; i < doc->sections.n; i++) {
        yg_buf_addz(out, "## ");
        text(w, doc->sections.at[i]->title);
        yg_buf_addz(out, "\n\n");
        for (size_t b = 0; b < doc->sections.at[i]->blocks.n; b++)
            block(w, &doc->sections.at[i]->blocks.at[b]);
    }
    appendix(w);
    /* For yagura verify: what the report is made again with. No ">" is left in it (text/json.h). */
    yg_buf_addz(out, "\n<!-- yagura-report/1 ");
    yg_render_json_scope(doc, out);
    yg_buf_addz(out, " -->\n");
    return true;
}
