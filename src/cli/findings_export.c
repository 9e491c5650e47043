/* yagura findings export */
#include "watch/findings_export.h"
#include "base/input.h"
#include "base/time.h"
#include "cli/findings.h"
#include "cli/output.h"

static bool to_output(void *self, yg_str piece, yg_error *err) {
    return yg_output_add(self, piece, err);
}

/* --- Names that are never blocked --- */

typedef struct {
    YG_VEC(yg_str) names;
    yg_arena arena;
} allow_list;

/* One name a line, or "RANK,NAME" as lists of popular names have it; # begins a remark. */
static bool on_allow_file(void *self, const yg_input_file *file, yg_error *err) {
    allow_list *list = self;
    yg_str rest = file->bytes, line;
    if (file->damage != NULL)
        return yg_fail(err, YG_ERR_INPUT, "--allow %.*s: %s", YG_FMT(file->path), file->damage);
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line)) {
        line = yg_str_trim(yg_str_sub(line, 0, yg_str_chr(line, '#')));
        size_t comma = yg_str_chr(line, ',');
        if (comma != SIZE_MAX)
            line = yg_str_trim(yg_str_from(line, comma + 1));
        if (yg_str_starts(line, YG_STR("*.")))
            line = yg_str_from(line, 2);
        if (line.n == 0 || line.n > 253)
            continue;
        yg_str name = yg_arena_copy(&list->arena, line);
        for (size_t i = 0; i < name.n; i++) {
            char *c = (char *)(uintptr_t)&name.p[i];
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c + 32);
        }
        yg_vec_push(&list->names, name);
    }
    return true;
}

static void say(yg_cli *cli, const yg_findings_export_options *options,
                const yg_findings_export_counts *counts) {
    bool list = !yg_str_eqz(options->format, "csv") && !yg_str_eqz(options->format, "stix");
    if (list)
        yg_cli_note(cli, "%llu name%s of %llu finding%s", (unsigned long long)counts->names,
                    counts->names == 1 ? "" : "s", (unsigned long long)counts->findings,
                    counts->findings == 1 ? "" : "s");
    if (counts->refused > 0)
        yg_cli_note(cli, "%llu name%s left out, so that nothing else is blocked; the first is %s",
                    (unsigned long long)counts->refused, counts->refused == 1 ? "" : "s",
                    counts->first_refused);
    if (counts->findings == 0)
        yg_cli_note(cli, "no finding matches; without --state, false alarms and what is gone are "
                         "left out");
}

static bool export(yg_cli *cli, yg_output *output, yg_owner_scope *scope, allow_list *allowed,
                   yg_error *err) {
    const char *allow = yg_cli_get(cli, "allow");
    yg_finding_filter filter;
    yg_findings_export_counts counts = {0};
    yg_findings_export_options options = {.format = yg_cli_str(cli, "format", "csv"),
                                          .zone = yg_cli_str(cli, "zone", ""),
                                          .whole = yg_cli_get(cli, "whole") != NULL,
                                          .now_us = yg_time_now_us()};
    if (allow != NULL && !yg_input_each(allow, &(yg_input_options){0}, on_allow_file, allowed, err))
        return false;
    options.allowed = allowed->names.at;
    options.allowed_n = allowed->names.n;
    if (!yg_findings_read_filter(cli, "new,watched,reported", scope, &filter, err))
        return false;
    filter.order = YG_FINDINGS_BY_NAME;
    if (!yg_output_open(output, cli, yg_cli_get(cli, "output"), err) ||
        !yg_findings_export(cli->store, &filter, &options, to_output, output, &counts, err) ||
        !yg_output_close(output, err))
        return false;
    say(cli, &options, &counts);
    return true;
}

int yg_findings_export_run(yg_cli *cli) {
    yg_error err = {0};
    yg_output output = {0};
    yg_owner_scope scope = {0};
    allow_list allowed = {0};
    bool done =
        yg_cli_open(cli, YG_STORE_READ, &err) && export(cli, &output, &scope, &allowed, &err);
    if (!done)
        yg_output_drop(&output);
    yg_owner_scope_free(&scope);
    yg_vec_free(&allowed.names);
    yg_arena_free(&allowed.arena);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
