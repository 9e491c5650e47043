/* Step 2 for files that people read: each piece of text, tag or line that is not what the report
 * made again has there. Where it stands in the document is found by its text. */
#include "base/utf8.h"
#include "tell/verify_part.h"

typedef struct {
    yg_verification *v;
    const yg_report *doc;
    verify_piece_list reported, stored;
} pieces_job;

/* Text as both renderers write it, back to plain text: entities, and the backslashes of Markdown.
 */
static yg_str plain_text(yg_verification *v, yg_str text) {
    static const char *const entities[][2] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&#39;", "'"}};
    YG_CLEANUP_BUF yg_buf out = {0};
    for (size_t i = 0; i < text.n; i++) {
        bool is_entity = false;
        for (size_t e = 0; e < 5 && !is_entity; e++) {
            is_entity = yg_str_starts(yg_str_from(text, i), yg_str_of(entities[e][0]));
            if (is_entity) {
                yg_buf_addz(&out, entities[e][1]);
                i += strlen(entities[e][0]) - 1;
            }
        }
        if (!is_entity && text.p[i] == '\\' && i + 1 < text.n)
            i++;
        if (!is_entity)
            yg_buf_addc(&out, text.p[i]);
    }
    return yg_arena_copy(&v->arena, yg_buf_str(&out));
}

static bool is_part(yg_str part, yg_str whole) {
    return part.n > 0 && yg_str_find(whole, part) != SIZE_MAX;
}

/* The best place so far: the one whose text differs least in length. */
typedef struct {
    const pieces_job *j;
    yg_str piece;
    size_t off;
    yg_str where, evidence;
} place_search;

static yg_str ids_of(const pieces_job *j, yg_evidence_set set) {
    enum { MOST = 32 };
    YG_CLEANUP_BUF yg_buf ids = {0};
    for (size_t i = 0; i < set.n && i < MOST; i++) {
        if (i > 0)
            yg_buf_addc(&ids, ' ');
        yg_buf_add(&ids, j->doc->evidence.at[set.at[i] - 1]->id);
    }
    return yg_arena_copy(&j->v->arena, yg_buf_str(&ids));
}

/* In HTML a piece is a part of the text, in Markdown the text is a part of the line. */
static bool speaks(place_search *s, yg_str text) {
    bool inside = is_part(s->piece, text), around = text.n > 3 && is_part(text, s->piece);
    size_t off = text.n > s->piece.n ? text.n - s->piece.n : s->piece.n - text.n;
    if ((!inside && !around) || off >= s->off)
        return false;
    s->off = off;
    return true;
}

static void found(place_search *s, yg_str outer, const char *what, size_t n, yg_evidence_set set) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text, outer);
    if (what != NULL)
        yg_buf_addf(&text, ": %s %zu", what, n);
    s->where = yg_arena_copy(&s->j->v->arena, yg_buf_str(&text));
    s->evidence = ids_of(s->j, set);
}

static void search_table(place_search *s, const yg_table *table) {
    for (size_t r = 0; r < table->rows.n; r++)
        for (size_t c = 0; table->rows.at[r].cells != NULL && c < table->columns_n; c++)
            if (speaks(s, table->rows.at[r].cells[c].text))
                found(s, table->id, "row", r + 1, table->rows.at[r].cells[c].evidence);
}

static void search_section(place_search *s, const yg_section *section) {
    size_t paragraphs = 0;
    for (size_t i = 0; i < section->blocks.n; i++) {
        const yg_block *block = &section->blocks.at[i];
        if (block->kind == YG_BLOCK_PARAGRAPH) {
            paragraphs++;
            if (speaks(s, block->paragraph->text) || speaks(s, block->paragraph->heading))
                found(s, section->id, "paragraph", paragraphs, block->paragraph->evidence);
        }
        if (block->kind == YG_BLOCK_TABLE)
            search_table(s, block->table);
    }
}

static void search_places(place_search *s) {
    const yg_report *doc = s->j->doc;
    for (size_t i = 0; i < doc->figures.n; i++)
        if (speaks(s, doc->figures.at[i]->text))
            found(s, doc->figures.at[i]->id, NULL, 0, doc->figures.at[i]->evidence);
    for (size_t i = 0; i < doc->sections.n; i++)
        search_section(s, doc->sections.at[i]);
    for (size_t i = 0; i < doc->evidence.n; i++) {
        const yg_evidence *e = doc->evidence.at[i];
        uint32_t number = (uint32_t)i + 1;
        if (speaks(s, e->statement) || speaks(s, e->id))
            found(s, YG_STR("evidence"), "E", i + 1, (yg_evidence_set){&number, 1});
    }
}

/* Adds the STIX ids that a piece names: "incident--", and the 36 characters of a UUID. */
static void add_ids(yg_buf *ids, yg_str text) {
    enum { MOST = 32 * 64 }; /* bytes: as many as other differences name */
    for (size_t at; ids->n < MOST && (at = yg_str_find(text, YG_STR("--"))) != SIZE_MAX;
         text = yg_str_from(text, at + 2)) {
        size_t from = at, n = 0;
        yg_str rest = yg_str_from(text, at + 2);
        while (from > 0 && ((text.p[from - 1] >= 'a' && text.p[from - 1] <= 'z') ||
                            (text.p[from - 1] == '-' && from < at)))
            from--;
        while (n < rest.n && n < 36 &&
               (strchr("0123456789abcdef", rest.p[n]) != NULL) ==
                   !(n == 8 || n == 13 || n == 18 || n == 23) &&
               rest.p[n] != '\0')
            n++;
        yg_str id = yg_str_sub(text, from, at - from + 2 + 36);
        if (n < 36 || from == at || yg_str_find(yg_buf_str(ids), id) != SIZE_MAX)
            continue;
        if (ids->n > 0)
            yg_buf_addc(ids, ' ');
        yg_buf_add(ids, id);
    }
}

static void note(pieces_job *j, const verify_piece *a, const verify_piece *b, size_t line) {
    yg_str text = plain_text(j->v, b != NULL ? b->text : a->text);
    bool markup = (a == NULL || a->markup) && (b == NULL || b->markup);
    place_search place = {.j = j, .piece = text, .off = SIZE_MAX};
    if (!markup && text.n > 1)
        search_places(&place);
    YG_CLEANUP_BUF yg_buf ids = {0};
    add_ids(&ids, a != NULL ? a->text : (yg_str){0});
    add_ids(&ids, b != NULL ? b->text : (yg_str){0});
    if (ids.n == 0)
        yg_buf_add(&ids, place.evidence);
    verify_note(j->v, &(yg_difference){.kind = markup ? YG_STR("markup") : YG_STR("text"),
                                       .where = place.where,
                                       .line = line,
                                       .reported = a != NULL ? a->text : (yg_str){0},
                                       .stored = b != NULL ? b->text : (yg_str){0},
                                       .evidence = yg_buf_str(&ids)});
}

static void on_change(void *self, size_t a, size_t a_n, size_t b, size_t b_n) {
    pieces_job *j = self;
    size_t most = a_n > b_n ? a_n : b_n;
    for (size_t i = 0; i < most; i++) {
        size_t at = a + (i < a_n ? i : a_n);
        size_t line = at < j->reported.n ? j->reported.at[at].line
                      : j->reported.n    ? j->reported.at[j->reported.n - 1].line
                                         : 1;
        if (j->v->differences.n >= YG_VERIFY_KEPT) {
            j->v->differences_n++;
            continue;
        }
        note(j, i < a_n ? &j->reported.at[a + i] : NULL, i < b_n ? &j->stored.at[b + i] : NULL,
             line);
    }
}

void verify_pieces(const verify_file *reported, const verify_file *stored, const yg_report *doc,
                   yg_verification *v) {
    pieces_job j = {.v = v, .doc = doc};
    verify_cut(reported, &j.reported);
    verify_cut(stored, &j.stored);
    v->pieces += j.reported.n;
    verify_differ(&j.reported, &j.stored, on_change, &j);
    yg_vec_free(&j.reported);
    yg_vec_free(&j.stored);
}
