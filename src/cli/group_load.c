/* yagura group load, yagura group init: group files into the store, all or nothing. */
#include <stdio.h>

#include "base/input.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/group.h"
#include "cli/starter.h"
#include "cli/verbs.h"
#include "map/group_file.h"

enum { MOST_SHOWN = 100 };

typedef struct {
    yg_cli *cli;
    yg_jw json;
    bool text, lines;
    size_t files, errors, organisations, ties;
    YG_VEC(yg_import_memory) memory;
    YG_VEC(yg_str) sources; /* of memory */
    yg_arena arena;
} loading;

static void show_text(loading *l, yg_str path, const yg_group_remark *remark) {
    static const char *const colours[] = {"\x1b[36m", "\x1b[33m", "\x1b[31m"};
    YG_CLEANUP_BUF yg_buf line = {0};
    bool colour = l->cli->err_colour;
    yg_utf8_add_printable(&line, path, false);
    if (remark->line > 0)
        yg_buf_addf(&line, ":%zu:%zu", remark->line, remark->column);
    yg_buf_addf(&line, ": %s%s:%s ", colour ? colours[remark->severity] : "",
                yg_group_severity_word(remark->severity), colour ? "\x1b[0m" : "");
    yg_utf8_add_printable(&line, remark->text, false);
    yg_buf_addc(&line, '\n');
    fwrite(line.p, 1, line.n, stderr);
}

static void show_json(loading *l, yg_str path, const yg_group_remark *remark) {
    yg_jw *w = &l->json;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "file", path);
    yg_jw_uint(w, "line", remark->line);
    yg_jw_uint(w, "column", remark->column);
    yg_jw_uint(w, "offset", remark->offset_bytes);
    yg_jw_str(w, "severity", yg_str_of(yg_group_severity_word(remark->severity)));
    yg_jw_str(w, "reason", yg_str_of(remark->reason));
    yg_jw_str(w, "text", remark->text);
    yg_jw_end(w, '}');
    if (l->lines) {
        yg_buf_addc(&l->cli->out, '\n');
        w->filled = false;
    }
    yg_cli_flush_some(l->cli);
}

/* Errors before warnings before notes when not all fit; in each the order of the file. */
static void show_remarks(loading *l, yg_str path, const yg_group_file *file) {
    size_t shown = 0, all = file->errors + file->warnings + file->notes;
    int least = YG_GROUP_NOTE;
    if (l->text && all > MOST_SHOWN)
        least = file->errors + file->warnings > MOST_SHOWN ? YG_GROUP_ERROR : YG_GROUP_WARNING;
    for (size_t i = 0; i < file->remarks.n; i++) {
        const yg_group_remark *remark = &file->remarks.at[i];
        if (!l->text) {
            show_json(l, path, remark);
        } else if ((int)remark->severity >= least && shown < MOST_SHOWN) {
            show_text(l, path, remark);
            shown++;
        }
    }
    if (l->text && shown < all)
        yg_cli_note(l->cli, "%.*s: %zu more remarks are not shown; --format jsonl gives all",
                    YG_FMT(path), all - shown);
}

static const char *plural(size_t n) {
    return n == 1 ? "" : "s";
}

/* One source, one file: the second would take away what the first has said. */
static void check_source(loading *l, yg_str path, yg_str source) {
    for (size_t i = 0; i < l->sources.n; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        if (source.n == 0 || !yg_str_eq(l->sources.at[i], source))
            continue;
        yg_buf_addf(&text,
                    "its source \"%.*s\" is also that of %.*s; give each file a name of its "
                    "own under `source`, or make one file of the two",
                    YG_FMT(yg_str_sub(source, 0, 80)), YG_FMT(l->memory.at[i].path));
        yg_group_remark remark = {
            .severity = YG_GROUP_ERROR, .reason = "source twice", .text = yg_buf_str(&text)};
        l->errors++;
        if (l->text)
            show_text(l, path, &remark);
        else
            show_json(l, path, &remark);
        return;
    }
}

static bool check_file(void *self, const yg_input_file *input, yg_error *err) {
    loading *l = self;
    yg_group_file file = {0};
    yg_error problem = {0};
    if (input->walked && !yg_group_file_is(input->bytes))
        return true; /* other files of a folder */
    if (input->damage != NULL)
        return yg_fail(err, YG_ERR_INPUT, "%.*s: %s", YG_FMT(input->path), input->damage);
    bool done = yg_group_file_read(&file, input->bytes, &problem);
    if (!done && file.errors == 0)
        file.errors = 1;
    show_remarks(l, input->path, &file);
    l->files++;
    l->errors += file.errors;
    l->organisations += file.group.organisations.n;
    l->ties += file.group.edges.n;
    if (l->text)
        yg_cli_note(l->cli,
                    "%.*s: %zu organisation%s, %zu relation%s; %zu error%s, %zu warning%s, "
                    "%zu note%s",
                    YG_FMT(input->path), file.group.organisations.n,
                    plural(file.group.organisations.n), file.group.edges.n,
                    plural(file.group.edges.n), file.errors, plural(file.errors), file.warnings,
                    plural(file.warnings), file.notes, plural(file.notes));
    if (done && file.name.n == 0 && file.errors == 0)
        yg_cli_note(l->cli,
                    "%.*s: it has no key `group`, so it is taken as a public registry; "
                    "write group: \"NAME\" at its top if it is the map of your own group",
                    YG_FMT(input->path));
    check_source(l, input->path, file.source.name);
    yg_vec_push(&l->sources, yg_arena_copy(&l->arena, file.source.name));
    yg_vec_push(&l->memory, ((yg_import_memory){yg_arena_copy(&l->arena, input->path),
                                                yg_arena_copy(&l->arena, input->bytes)}));
    yg_group_file_free(&file);
    return true;
}

static bool store_files(loading *l, yg_error *err) {
    yg_import_result result = {0};
    yg_import_options options = {.memory = l->memory.at,
                                 .memory_n = l->memory.n,
                                 .memory_trust = YG_TRUST_OWN,
                                 .now_us = yg_time_now_us()};
    if (!yg_cli_open(l->cli, YG_STORE_WRITE, err) ||
        !yg_import(l->cli->store, &options, &result, err))
        return false;
    if (l->text)
        yg_buf_addf(&l->cli->out,
                    "loaded: %zu organisation%s, %zu relation%s (%llu records new, %llu as "
                    "before)\nlook at it: yagura group show\n",
                    l->organisations, plural(l->organisations), l->ties, plural(l->ties),
                    (unsigned long long)result.records.taken,
                    (unsigned long long)result.records.unchanged);
    if (l->text)
        yg_import_put_owners(l->cli, &result);
    return true;
}

static int load(loading *l) {
    yg_cli *cli = l->cli;
    yg_error err = {0};
    yg_input_options options = {0};
    for (size_t i = 1; i < cli->words_n; i++) {
        if (!yg_input_each(cli->words[i], &options, check_file, l, &err))
            return yg_cli_fail(cli, &err);
    }
    if (l->files == 0) {
        yg_fail(&err, YG_ERR_INPUT, "no group file there; `yagura group init` prints one");
        return yg_cli_fail(cli, &err);
    }
    if (l->errors > 0) {
        if (l->text)
            yg_cli_note(cli, "nothing was changed");
        return YG_EXIT_INPUT;
    }
    if (yg_cli_get(cli, "check") == NULL && !store_files(l, &err))
        return yg_cli_fail(cli, &err);
    return YG_EXIT_DONE;
}

int yg_group_load_run(yg_cli *cli) {
    loading l = {.cli = cli,
                 .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
                 .lines = yg_cli_is(cli, "format", "jsonl"),
                 .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}};
    if (cli->words_n < 2)
        return yg_cli_usage(cli, "name a group file: yagura group load FILE (`yagura group init > "
                                 "FILE` makes one to start from)");
    if (yg_cli_is(cli, "format", "csv"))
        return yg_cli_usage(cli, "group load gives text, json or jsonl");
    if (!l.text && !l.lines)
        yg_jw_begin(&l.json, NULL, '[');
    int code = load(&l);
    if (!l.text && !l.lines) {
        yg_jw_end(&l.json, ']');
        yg_buf_addc(&cli->out, '\n');
    }
    yg_vec_free(&l.memory);
    yg_vec_free(&l.sources);
    yg_arena_free(&l.arena);
    return code;
}

int yg_group_init_run(yg_cli *cli) {
    const yg_starter_file *file = &yg_group_templates[0];
    if (cli->words_n > 1)
        return yg_cli_usage(cli, "group init prints to standard output: yagura group init > %s",
                            cli->words[1]);
    yg_buf_add(&cli->out, (yg_str){(const char *)file->bytes, file->n});
    return YG_EXIT_DONE;
}
