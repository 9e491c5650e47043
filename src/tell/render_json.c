#include "tell/render_json.h"

#include <math.h>

#include "text/json.h"

/* A writer that knows whether a comma is due. */
typedef struct {
    yg_buf *out;
    const yg_report *doc;
    bool first;
} writer;

static void comma(writer *w) {
    if (!w->first)
        yg_buf_addc(w->out, ',');
    w->first = false;
}

static void key(writer *w, const char *name) {
    comma(w);
    yg_buf_addf(w->out, "\"%s\":", name);
    w->first = true;
}

static void open(writer *w, char bracket) {
    comma(w);
    yg_buf_addc(w->out, bracket);
    w->first = true;
}

static void shut(writer *w, char bracket) {
    yg_buf_addc(w->out, bracket);
    w->first = false;
}

static void string(writer *w, yg_str s) {
    comma(w);
    yg_json_add_string(w->out, s);
}

static void text(writer *w, const char *name, yg_str s) {
    key(w, name);
    string(w, s);
}

/* Absent text is left out. */
static void text_if(writer *w, const char *name, yg_str s) {
    if (s.n > 0)
        text(w, name, s);
}

static void raw(writer *w, const char *name, const char *value) {
    key(w, name);
    comma(w);
    yg_buf_addz(w->out, value);
}

static void whole(writer *w, const char *name, uint64_t value) {
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    raw(w, name, digits);
}

/* Six decimals, independent of the machine's locale: shares are no finer. */
static void decimal(writer *w, const char *name, double value) {
    char digits[24];
    uint64_t millionths = (uint64_t)llround(value * 1e6);
    snprintf(digits, sizeof digits, "%u.%06u", (unsigned)(millionths / 1000000),
             (unsigned)(millionths % 1000000));
    raw(w, name, digits);
}

static void evidence_ids(writer *w, const char *name, yg_evidence_set set) {
    key(w, name);
    open(w, '[');
    for (size_t i = 0; i < set.n; i++)
        string(w, w->doc->evidence.at[set.at[i] - 1]->id);
    shut(w, ']');
}

static void figure_ids(writer *w, const yg_chart *chart) {
    for (size_t i = 0; i < chart->figures.n; i++)
        string(w, w->doc->figures.at[chart->figures.at[i]]->id);
}

static void paragraph(writer *w, const yg_paragraph *p) {
    static const char *const roles[] = {"plain", "note", "judgement"};
    open(w, '{');
    text(w, "text", p->text);
    text(w, "role", yg_str_of(roles[p->role]));
    text_if(w, "heading", p->heading);
    if (p->figure != 0)
        text(w, "figure", w->doc->figures.at[p->figure - 1]->id);
    evidence_ids(w, "evidence", p->evidence);
    shut(w, '}');
}

static void chart(writer *w, const yg_chart *c) {
    open(w, '{');
    text(w, "id", c->id);
    text(w, "title", c->title);
    text(w, "form", yg_str_of(yg_chart_form_word(c->form)));
    text_if(w, "caption", c->caption);
    text_if(w, "note", c->note);
    key(w, "figures");
    open(w, '[');
    figure_ids(w, c);
    shut(w, ']');
    shut(w, '}');
}

static void row(writer *w, const yg_table *t, const yg_row *r) {
    open(w, '{');
    if (r->cells == NULL) {
        text(w, "group", r->group);
    } else {
        key(w, "cells");
        open(w, '[');
        for (size_t i = 0; i < t->columns_n; i++) {
            open(w, '{');
            text(w, "text", r->cells[i].text);
            evidence_ids(w, "evidence", r->cells[i].evidence);
            shut(w, '}');
        }
        shut(w, ']');
    }
    shut(w, '}');
}

static void table(writer *w, const yg_table *t) {
    open(w, '{');
    text(w, "id", t->id);
    text(w, "caption", t->caption);
    text_if(w, "note", t->note);
    key(w, "columns");
    open(w, '[');
    for (size_t i = 0; i < t->columns_n; i++)
        string(w, t->columns[i]);
    shut(w, ']');
    key(w, "rows");
    open(w, '[');
    for (size_t i = 0; i < t->rows.n; i++)
        row(w, t, &t->rows.at[i]);
    shut(w, ']');
    shut(w, '}');
}

/* The blocks of one kind, each in its own array, as the schema wants them. */
static void blocks_of(writer *w, const yg_section *s, yg_block_kind kind, bool ids_only) {
    for (size_t i = 0; i < s->blocks.n; i++) {
        const yg_block *block = &s->blocks.at[i];
        if (block->kind != kind)
            continue;
        if (kind == YG_BLOCK_PARAGRAPH)
            paragraph(w, block->paragraph);
        else if (kind == YG_BLOCK_TABLE)
            table(w, block->table);
        else if (ids_only)
            figure_ids(w, block->chart);
        else
            chart(w, block->chart);
    }
}

/* The reading order: kind and index into the array of that kind. */
static void order(writer *w, const yg_section *s) {
    size_t seen[4] = {0};
    static const char *const names[] = {"heading", "paragraph", "chart", "table"};
    key(w, "blocks");
    open(w, '[');
    for (size_t i = 0; i < s->blocks.n; i++) {
        const yg_block *block = &s->blocks.at[i];
        open(w, '{');
        text(w, "kind", yg_str_of(names[block->kind]));
        if (block->kind == YG_BLOCK_HEADING)
            text(w, "text", block->heading);
        else
            whole(w, "index", seen[block->kind]++);
        shut(w, '}');
    }
    shut(w, ']');
}

static void section(writer *w, const yg_section *s) {
    static const struct {
        const char *name;
        yg_block_kind kind;
        bool ids_only;
    } arrays[] = {{"paragraphs", YG_BLOCK_PARAGRAPH, false},
                  {"figures", YG_BLOCK_CHART, true},
                  {"charts", YG_BLOCK_CHART, false},
                  {"tables", YG_BLOCK_TABLE, false}};
    open(w, '{');
    text(w, "id", s->id);
    text(w, "title", s->title);
    text_if(w, "question", s->question);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        key(w, arrays[i].name);
        open(w, '[');
        blocks_of(w, s, arrays[i].kind, arrays[i].ids_only);
        shut(w, ']');
    }
    order(w, s);
    shut(w, '}');
}

static void interval(writer *w, const yg_figure *f) {
    if (f->show == YG_SHOW_NOTHING) {
        raw(w, "interval", "null");
        return;
    }
    key(w, "interval");
    open(w, '{');
    text(w, "method", f->method.n > 0 ? f->method : YG_STR("wilson"));
    decimal(w, "level", 0.95);
    if (f->categories > 0)
        whole(w, "categories", f->categories);
    decimal(w, "low", f->interval.low);
    decimal(w, "high", f->interval.high);
    shut(w, '}');
}

static void figure(writer *w, const yg_figure *f) {
    open(w, '{');
    text(w, "id", f->id);
    text(w, "kind", yg_str_of(yg_figure_kind_word(f->kind)));
    text(w, "label", f->label);
    text_if(w, "group", f->group);
    text_if(w, "row", f->row);
    text_if(w, "key", f->key);
    text(w, "text", f->text);
    text_if(w, "brief", f->brief);
    whole(w, "numerator", f->numerator);
    if (f->has_denominator)
        whole(w, "denominator", f->denominator);
    else
        raw(w, "denominator", "null");
    if (f->has_unknown)
        whole(w, "unknown", f->unknown);
    else
        raw(w, "unknown", "null");
    if (f->show == YG_SHOW_SHARE)
        decimal(w, "share", f->share);
    else
        raw(w, "share", "null");
    interval(w, f);
    if (f->computed)
        raw(w, "computed", "true");
    text(w, "source", f->source);
    text_if(w, "series", f->series);
    text(w, "period", f->period);
    text(w, "definition", f->definition);
    text_if(w, "query", f->query);
    text_if(w, "note", f->note);
    evidence_ids(w, "evidence", f->evidence);
    shut(w, '}');
}

static void evidence(writer *w, const yg_evidence *e, size_t number) {
    open(w, '{');
    whole(w, "n", number);
    text(w, "id", e->id);
    text(w, "kind", e->kind);
    text(w, "statement", e->statement);
    text(w, "asserted_by", e->asserted_by);
    text(w, "collection", e->collection);
    text_if(w, "how_known", e->known);
    text_if(w, "date", e->date);
    text_if(w, "note", e->note);
    key(w, "sources");
    open(w, '[');
    for (size_t i = 0; i < e->references.n; i++) {
        comma(w);
        yg_buf_addf(w->out, "%u", e->references.at[i]);
    }
    shut(w, ']');
    shut(w, '}');
}

static void reference(writer *w, const yg_reference *r, size_t number) {
    open(w, '{');
    whole(w, "n", number);
    text(w, "name", r->name);
    text_if(w, "address", r->address);
    text(w, "collection", r->collection);
    shut(w, '}');
}

static void collection(writer *w, const yg_collection *c) {
    open(w, '{');
    text(w, "name", c->name);
    text_if(w, "publisher", c->publisher);
    text_if(w, "address", c->address);
    text_if(w, "licence", c->licence);
    text_if(w, "version", c->version);
    text_if(w, "tlp", c->tlp);
    text_if(w, "published", c->published);
    shut(w, '}');
}

static void scope(writer *w) {
    const yg_report *doc = w->doc;
    open(w, '{');
    const yg_asked *asked = &doc->asked;
    text_if(w, "country", doc->country);
    text_if(w, "country_name", doc->country_name);
    text_if(w, "sector", asked->sector);
    text_if(w, "sector_name", asked->sector_name);
    text_if(w, "organisation", asked->organisation);
    text_if(w, "organisation_name", asked->organisation_name);
    text_if(w, "period", asked->period);
    if (asked->compare[0].n > 0) {
        key(w, "compare");
        open(w, '[');
        string(w, asked->compare[0]);
        string(w, asked->compare[1]);
        shut(w, ']');
    }
    text(w, "by", asked->by.n > 0 ? asked->by : YG_STR("both"));
    if (asked->all)
        raw(w, "all", "true");
    text(w, "language", yg_str_of(doc->lang == YG_LANG_JA ? "ja" : "en"));
    text_if(w, "as_of", doc->as_of);
    shut(w, '}');
}

void yg_render_json_scope(const yg_report *doc, yg_buf *out) {
    writer storage = {out, doc, true};
    scope(&storage);
}

/* One line for each section, figure, piece of evidence and source, so that two reports can be
 * compared by line. */
#define EACH(name, list, call)                                                                     \
    key(w, name);                                                                                  \
    open(w, '[');                                                                                  \
    for (size_t i = 0; i < doc->list.n; i++) {                                                     \
        if (i > 0)                                                                                 \
            yg_buf_addc(out, ',');                                                                 \
        yg_buf_addc(out, '\n');                                                                    \
        w->first = true;                                                                           \
        call;                                                                                      \
    }                                                                                              \
    shut(w, ']')

bool yg_render_json(const yg_report *doc, yg_buf *out, yg_error *err) {
    writer storage = {out, doc, true}, *w = &storage;
    (void)err;
    open(w, '{');
    text(w, "schema", YG_STR("yagura-report/1"));
    text(w, "title", doc->title);
    key(w, "scope");
    scope(w);
    EACH("sections", sections, section(w, doc->sections.at[i]));
    EACH("figures", figures, figure(w, doc->figures.at[i]));
    EACH("evidence", evidence, evidence(w, doc->evidence.at[i], i + 1));
    EACH("sources", references, reference(w, doc->references.at[i], i + 1));
    EACH("collections", collections, collection(w, doc->collections.at[i]));
    shut(w, '}');
    yg_buf_addc(out, '\n');
    return true;
}
