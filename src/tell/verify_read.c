/* Which kind of report a file is, and where its document or its scope stands. */
#include "base/utf8.h"
#include "tell/verify_part.h"

#define SCRIPT "<script type=\"application/json\" id=\"yagura-report\">"
#define COMMENT "<!-- yagura-report/1 "

static yg_str without_mark(yg_str bytes) {
    return yg_str_starts(bytes, YG_STR("\xEF\xBB\xBF")) ? yg_str_from(bytes, 3) : bytes;
}

/* The last place of needle: appended text is what a file may grow by. */
static size_t find_last(yg_str s, yg_str needle) {
    size_t last = SIZE_MAX, at = 0;
    for (;;) {
        size_t next = yg_str_find(yg_str_from(s, at), needle);
        if (next == SIZE_MAX)
            return last;
        last = at + next;
        at = last + 1;
    }
}

static bool read_html(verify_file *file, size_t at) {
    size_t begin = at + sizeof SCRIPT - 1;
    size_t end = verify_raw_end(file->bytes, begin, "</script");
    if (end == file->bytes.n)
        return false;
    file->form = YG_STR("html");
    file->document = yg_str_sub(file->bytes, begin, end - begin);
    file->document_at = begin;
    return true;
}

static bool read_markdown(verify_file *file) {
    size_t at = find_last(file->bytes, YG_STR(COMMENT));
    if (at == SIZE_MAX)
        return false;
    size_t begin = at + sizeof COMMENT - 1;
    size_t end = yg_str_find(yg_str_from(file->bytes, begin), YG_STR("-->"));
    if (end == SIZE_MAX)
        return false;
    file->form = YG_STR("md");
    file->scope = yg_str_trim(yg_str_sub(file->bytes, begin, end));
    return true;
}

bool verify_read(yg_str bytes, verify_file *ret_file, yg_error *err) {
    verify_file file = {.bytes = without_mark(bytes)};
    yg_str text = yg_str_trim(file.bytes);
    size_t bad = yg_utf8_check(file.bytes);
    if (bytes.n > YG_VERIFY_BYTES)
        return yg_fail(err, YG_ERR_LIMIT, "larger than %d MiB: no report is",
                       (int)(YG_VERIFY_BYTES >> 20));
    if (text.n == 0)
        return yg_fail(err, YG_ERR_INPUT,
                       "the file is empty; `yagura report -o FILE` makes a report");
    if (bad != file.bytes.n)
        return yg_fail(err, YG_ERR_INPUT, "byte %zu is not UTF-8: no report of yagura", bad);
    if (text.p[0] == '{') {
        file.form = YG_STR("json");
        file.document = file.bytes;
    } else {
        size_t script = yg_str_find(file.bytes, YG_STR(SCRIPT));
        bool found = script != SIZE_MAX ? read_html(&file, script) : read_markdown(&file);
        if (!found)
            return yg_fail(err, YG_ERR_INPUT,
                           "no report of yagura, or one that was cut: neither its JSON, nor HTML "
                           "with a script "
                           "\"yagura-report\", nor Markdown with a comment yagura-report/1");
    }
    *ret_file = file;
    return true;
}

static bool scope_words(yyjson_val *scope, yg_report_options *o, yg_verification *v,
                        yg_error *err) {
    yg_str by = yg_json_str(scope, "by"), language = yg_json_str(scope, "language");
    yyjson_val *compare = yyjson_obj_get(scope, "compare");
    for (size_t i = 0; i < 2 && compare != NULL; i++) {
        yyjson_val *one = yyjson_arr_get(compare, i);
        if (!yyjson_is_str(one))
            return yg_fail(err, YG_ERR_INPUT, "its scope compares what are not two texts");
        o->compare[i] =
            yg_arena_copy(&v->arena, (yg_str){yyjson_get_str(one), yyjson_get_len(one)});
    }
    o->by = yg_str_eqz(by, "site")     ? YG_BY_SITE
            : yg_str_eqz(by, "parent") ? YG_BY_PARENT
                                       : YG_BY_BOTH;
    if (by.n > 0 && o->by == YG_BY_BOTH && !yg_str_eqz(by, "both"))
        return yg_fail(err, YG_ERR_INPUT, "its scope counts by none of site, parent, both");
    if (!yg_str_eqz(language, "en") && !yg_str_eqz(language, "ja"))
        return yg_fail(err, YG_ERR_INPUT, "its scope names no language that reports have");
    o->lang = yg_str_eqz(language, "ja") ? YG_LANG_JA : YG_LANG_EN;
    o->all = yg_json_true(scope, "all");
    return true;
}

bool verify_scope(const verify_file *file, yyjson_val *document, yg_report_options *ret_options,
                  yg_verification *v, yg_error *err) {
    bool is_comment = file->scope.n > 0;
    yyjson_val *scope = is_comment ? document : yyjson_obj_get(document, "scope");
    yg_report_options o = {0};
    yg_date date;
    if (!is_comment && !yg_str_eqz(yg_json_str(document, "schema"), "yagura-report/1"))
        return yg_fail(err, YG_ERR_INPUT, "its JSON does not say \"schema\": \"yagura-report/1\"");
    if (!yyjson_is_obj(scope))
        return yg_fail(err, YG_ERR_INPUT, "it has no scope");
    yg_str country = yg_json_str(scope, "country"), sector = yg_json_str(scope, "sector");
    o.organisation = yg_arena_copy(&v->arena, yg_json_str(scope, "organisation"));
    o.period = yg_arena_copy(&v->arena, yg_json_str(scope, "period"));
    if (country.n > 0 && (o.country = yg_country_from_code(country)) == 0)
        return yg_fail(err, YG_ERR_INPUT, "its scope names no country of ISO 3166");
    if (sector.n > 0) {
        if (sector.n != 1 || sector.p[0] < 'A' || sector.p[0] > 'U')
            return yg_fail(err, YG_ERR_INPUT, "its scope names no section of ISIC");
        o.sector = sector.p[0];
    }
    if (o.period.n > 0 && !yg_date_parse(o.period, &date))
        return yg_fail(err, YG_ERR_INPUT, "its scope names no period");
    if (!scope_words(scope, &o, v, err))
        return false;
    v->country = yg_country_alpha2(o.country);
    v->language = o.lang == YG_LANG_JA ? YG_STR("ja") : YG_STR("en");
    v->as_of = yg_arena_copy(&v->arena, yg_json_str(scope, "as_of"));
    *ret_options = o;
    return true;
}
