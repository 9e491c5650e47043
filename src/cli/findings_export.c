/* yagura findings export */
#include "watch/findings_export.h"

#include "base/input.h"
#include "base/time.h"
#include "cli/findings.h"
#include "cli/output.h"
#include "match/name_text.h"
#include "watch/brands.h"

static bool to_output(void *self, yg_str piece, yg_error *err) {
    return yg_output_add(self, piece, err);
}

/* --- Names that are never blocked --- */

typedef struct {
    YG_VEC(yg_str) names;
    yg_arena arena;
} allow_list;

static bool add_name(allow_list *list, yg_str name) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    if (yg_str_starts(name, YG_STR("*.")))
        name = yg_str_from(name, 2);
    if (!yg_name_text_make(yg_suffixes_built_in(), name, host, &text))
        return false;
    yg_vec_push(&list->names, yg_arena_copy(&list->arena, text.host));
    return true;
}

/* "1,example.com", as lists of popular names have it; their first line may be a heading. */
static yg_str behind_rank(yg_str line, bool first, bool *ret_heading) {
    size_t comma = yg_str_chr(line, ',');
    uint64_t rank;
    *ret_heading = false;
    if (comma == SIZE_MAX)
        return line;
    yg_str name = yg_str_trim(yg_str_from(line, comma + 1));
    bool ranked = yg_str_to_u64(yg_str_trim(yg_str_sub(line, 0, comma)), &rank);
    *ret_heading = first && !ranked && yg_str_chr(line, '.') == SIZE_MAX;
    return ranked ? name : line;
}

/* One name a line, or "RANK,NAME"; # begins a remark. What is no list of names is refused, as
 * `names scan --allow` does: a wrong file must not look as if it allowed anything. */
static bool on_allow_file(void *self, const yg_input_file *file, yg_error *err) {
    allow_list *list = self;
    yg_str rest = file->bytes, line;
    if (file->damage != NULL)
        return yg_fail(err, YG_ERR_INPUT, "--allow %.*s: %s", YG_FMT(file->path), file->damage);
    if (yg_str_starts(rest, YG_STR("\xEF\xBB\xBF")))
        rest = yg_str_from(rest, 3);
    for (size_t number = 1; rest.n > 0 && yg_str_split(&rest, '\n', &line); number++) {
        bool heading;
        line = yg_str_trim(yg_str_sub(line, 0, yg_str_chr(line, '#')));
        yg_str name = behind_rank(line, number == 1, &heading);
        if (line.n > 0 && !heading && !add_name(list, name))
            return yg_fail(err, YG_ERR_INPUT, "--allow %.*s: line %zu: \"%.*s\" is no host name",
                           YG_FMT(file->path), number, YG_FMT(yg_str_sub(line, 0, 80)));
    }
    return true;
}

/* Official domains of the brands of a list, which a scan with it never tells. */
static bool add_brands(yg_cli *cli, allow_list *list, yg_error *err) {
    enum { MOST_BYTES = 64 << 20 };
    const char *path = yg_cli_get(cli, "brands");
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_brands brands = {0};
    if (path == NULL)
        return true;
    bool done = yg_input_read_file(path, MOST_BYTES, &text, err) &&
                yg_brands_read_list(&brands, yg_buf_str(&text), err);
    for (size_t i = 0; i < brands.list.brands.n && done; i++) {
        for (size_t k = 0; k < brands.list.brands.at[i].domains.n; k++)
            add_name(list, brands.list.brands.at[i].domains.at[k]);
    }
    yg_brands_free(&brands);
    return done || yg_fail_in(err, "--brands %s", path);
}

static const char *ending(uint64_t n) {
    return n == 1 ? "" : "s";
}

static void say(yg_cli *cli, const yg_findings_export_options *options,
                const yg_findings_export_counts *counts, bool sights) {
    bool list = !yg_str_eqz(options->format, "csv") && !yg_str_eqz(options->format, "stix");
    const char *what = sights ? "indicator" : "name";
    if (list)
        yg_cli_note(cli, "%llu %s%s of %llu finding%s", (unsigned long long)counts->names, what,
                    ending(counts->names), (unsigned long long)counts->findings,
                    ending(counts->findings));
    if (counts->other > 0)
        yg_cli_note(cli, "%llu finding%s left out: of kinds that this list has no form for",
                    (unsigned long long)counts->other, ending(counts->other));
    if (counts->held > 0)
        yg_cli_note(
            cli,
            "%llu finding%s left out: no brand is named, only what was learned or a suffix; "
            "set them to watched or reported, or say --learned",
            (unsigned long long)counts->held, counts->held == 1 ? "" : "s");
    if (counts->refused > 0)
        yg_cli_note(cli, "%llu %s%s left out, so that nothing else is blocked; the first is %s",
                    (unsigned long long)counts->refused, what, ending(counts->refused),
                    counts->first_refused);
    if (counts->findings == 0)
        yg_cli_note(cli, "no finding matches; without --state, false alarms and what is gone or "
                         "closed are left out");
}

static bool export(yg_cli *cli, yg_output *output, yg_findings_scope *scope, allow_list *allowed,
                   yg_error *err) {
    const char *allow = yg_cli_get(cli, "allow");
    yg_finding_filter filter;
    yg_findings_export_counts counts = {0};
    yg_findings_export_options options = {.format = yg_cli_str(cli, "format", "csv"),
                                          .zone = yg_cli_str(cli, "zone", ""),
                                          .whole = yg_cli_get(cli, "whole") != NULL,
                                          .learned = yg_cli_get(cli, "learned") != NULL,
                                          .now_us = yg_time_now_us()};
    if (allow != NULL && !yg_input_each(allow, &(yg_input_options){0}, on_allow_file, allowed, err))
        return false;
    if (!add_brands(cli, allowed, err))
        return false;
    options.allowed = allowed->names.at;
    options.allowed_n = allowed->names.n;
    if (!yg_findings_read_filter(cli, "new,watched,reported,acknowledged", scope, &filter, err))
        return false;
    filter.order = YG_FINDINGS_BY_NAME;
    if (!yg_output_open(output, cli, yg_cli_get(cli, "output"), err) ||
        !yg_findings_export(cli->store, &filter, &scope->sights, &options, to_output, output,
                            &counts, err) ||
        !yg_output_close(output, err))
        return false;
    say(cli, &options, &counts, yg_str_eqz(filter.kind, "indicator"));
    return true;
}

int yg_findings_export_run(yg_cli *cli) {
    yg_error err = {0};
    yg_output output = {0};
    yg_findings_scope scope = {0};
    allow_list allowed = {0};
    bool done =
        yg_cli_open(cli, YG_STORE_READ, &err) && export(cli, &output, &scope, &allowed, &err);
    if (!done)
        yg_output_drop(&output);
    yg_findings_scope_free(&scope);
    yg_vec_free(&allowed.names);
    yg_arena_free(&allowed.arena);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
