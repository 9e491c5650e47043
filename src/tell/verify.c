#include "tell/verify.h"

#include "base/utf8.h"
#include "tell/verify_part.h"

enum { READABLE = 400 }; /* bytes of a quoted text */

void yg_verification_free(yg_verification *v) {
    yg_vec_free(&v->differences);
    yg_arena_free(&v->arena);
}

static yg_str readable(yg_verification *v, yg_str text) {
    if (text.n <= READABLE)
        return yg_arena_copy(&v->arena, text);
    YG_CLEANUP_BUF yg_buf cut = {0};
    yg_buf_add(&cut, yg_str_sub(text, 0, yg_utf8_floor(text, READABLE)));
    yg_buf_addz(&cut, "…");
    return yg_arena_copy(&v->arena, yg_buf_str(&cut));
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The number around byte `at`: digits, with points and commas between digits. */
static yg_str number_at(yg_str s, size_t at) {
    size_t from = at < s.n ? at : s.n, to = from;
    while (from > 0 && (is_digit(s.p[from - 1]) ||
                        (from > 1 && strchr(".,", s.p[from - 1]) && is_digit(s.p[from - 2]))))
        from--;
    while (to < s.n &&
           (is_digit(s.p[to]) || (to + 1 < s.n && strchr(".,", s.p[to]) && is_digit(s.p[to + 1]))))
        to++;
    return yg_str_sub(s, from, to - from);
}

/* Two long texts are cut around the first place in which they differ, which names the number that
 * was changed. */
static void cut_both(yg_verification *v, yg_difference *d) {
    yg_str a = d->reported, b = d->stored;
    size_t at = 0, least = a.n < b.n ? a.n : b.n;
    while (at < least && a.p[at] == b.p[at])
        at++;
    size_t from = at > READABLE / 2 ? at - READABLE / 2 : 0;
    d->number_reported = yg_arena_copy(&v->arena, number_at(a, at));
    d->number_stored = yg_arena_copy(&v->arena, number_at(b, at));
    if (a.n > READABLE || b.n > READABLE) {
        d->reported = yg_str_from(a, yg_utf8_floor(a, from));
        d->stored = yg_str_from(b, yg_utf8_floor(b, from));
    }
    d->reported = readable(v, d->reported);
    d->stored = readable(v, d->stored);
}

void verify_note(yg_verification *v, const yg_difference *difference) {
    v->differences_n++;
    if (v->differences.n >= YG_VERIFY_KEPT)
        return;
    yg_difference d = *difference;
    cut_both(v, &d);
    d.kind = yg_arena_copy(&v->arena, d.kind);
    d.where = readable(v, d.where);
    d.evidence = yg_arena_copy(&v->arena, d.evidence);
    yg_vec_push(&v->differences, d);
}

void verify_notef(yg_verification *v, const char *kind, yg_str where, yg_str evidence,
                  yg_str reported, yg_str stored) {
    verify_note(v, &(yg_difference){.kind = yg_str_of(kind),
                                    .where = where,
                                    .reported = reported,
                                    .stored = stored,
                                    .evidence = evidence});
}

yg_str verify_ids(yg_verification *v, yyjson_val *object) {
    enum { MOST = 32 };
    yyjson_val *list = yyjson_obj_get(object, "evidence");
    yyjson_arr_iter iter;
    YG_CLEANUP_BUF yg_buf ids = {0};
    if (!yyjson_arr_iter_init(list, &iter))
        return (yg_str){0};
    for (size_t n = 0; n < MOST && yyjson_arr_iter_has_next(&iter); n++) {
        yyjson_val *id = yyjson_arr_iter_next(&iter);
        if (!yyjson_is_str(id))
            continue;
        if (ids.n > 0)
            yg_buf_addc(&ids, ' ');
        yg_buf_add(&ids, (yg_str){yyjson_get_str(id), yyjson_get_len(id)});
    }
    return yg_arena_copy(&v->arena, yg_buf_str(&ids));
}

static bool parse(yg_json_parser *parser, yg_str text, yyjson_val **ret_root, yg_error *err) {
    const char *reason = "";
    size_t at = 0;
    *ret_root = yg_json_parse(parser, text, &reason, &at);
    if (*ret_root == NULL || !yyjson_is_obj(*ret_root))
        return yg_fail(err, YG_ERR_INPUT, "its JSON is broken at byte %zu: %s", at,
                       *ret_root == NULL ? reason : "no object");
    return true;
}

typedef struct {
    yg_store *store;
    verify_file file, again;
    yyjson_val *document, *built; /* of the file (Markdown: its scope), of the report made again */
    yg_report report;
    yg_verification *v;
} job;

/* The data in a page have no "<": one would begin a comment or end the block where a browser looks
 * and we do not, so that the page could show what was not compared [SCRIPT-INJECTION]. */
static void check_block(job *j) {
    const verify_file *file = &j->file;
    size_t at = yg_str_chr(file->document, '<'), line = 1;
    if (at == SIZE_MAX)
        return;
    for (size_t i = 0; i < file->document_at + at; i++)
        line += file->bytes.p[i] == '\n';
    verify_note(j->v, &(yg_difference){.kind = YG_STR("markup"),
                                       .where = YG_STR("data in the page"),
                                       .line = line,
                                       .reported = yg_str_sub(file->document, at, 80),
                                       .stored = YG_STR("no \"<\"")});
}

static bool check(job *j, enum yg_lang lang, yg_error *err) {
    bool markdown = yg_str_eqz(j->file.form, "md");
    yyjson_val *document = markdown ? j->built : j->document;
    verify_facts facts = {.store = j->store, .v = j->v};
    bool ok = verify_gather(&facts, document, err) && verify_count(&facts, err) &&
              verify_findings_count(&facts, err) && verify_sightings_count(&facts, err);
    if (ok) {
        verify_figures(&facts, document);
        verify_evidence(&facts, document, lang);
    }
    verify_facts_free(&facts);
    if (!ok)
        return false;
    if (!markdown)
        verify_json(j->document, j->built, j->v);
    if (yg_str_eqz(j->file.form, "html"))
        check_block(j);
    if (!yg_str_eqz(j->file.form, "json"))
        verify_pieces(&j->file, &j->again, &j->report, j->v);
    return true;
}

/* Makes the report again and holds the file against it. */
static bool build_and_check(job *j, yg_error *err) {
    YG_CLEANUP_BUF yg_buf again = {0};
    YG_CLEANUP_BUF yg_buf json = {0};
    yg_json_parser parser = {.most_bytes = YG_VERIFY_BYTES};
    yg_report_options options;
    const yg_renderer *renderer = yg_renderer_find(j->file.form);
    bool ok = verify_scope(&j->file, j->document, &options, j->v, err) &&
              yg_report_landscape(j->store, &options, &j->report, err) &&
              renderer->render(&j->report, &again, err) &&
              yg_renderer_find(YG_STR("json"))->render(&j->report, &json, err) &&
              verify_read(yg_buf_str(&again), &j->again, err) &&
              parse(&parser, j->again.document.n > 0 ? j->again.document : yg_buf_str(&json),
                    &j->built, err) &&
              check(j, options.lang, err);
    yg_json_parser_free(&parser);
    yg_report_free(&j->report);
    return ok;
}

bool yg_verify_report(yg_store *store, yg_str bytes, yg_verification *ret_verification,
                      yg_error *err) {
    yg_json_parser parser = {.most_bytes = YG_VERIFY_BYTES};
    job j = {.store = store, .v = ret_verification};
    bool ok = verify_read(bytes, &j.file, err) &&
              parse(&parser, j.file.scope.n > 0 ? j.file.scope : j.file.document, &j.document, err);
    if (ok) {
        ret_verification->form = j.file.form;
        ok = build_and_check(&j, err);
    }
    yg_json_parser_free(&parser);
    return ok;
}
