/* yagura names generate --resolve: which of the names exist. The only part of `names` that asks the
 * network. Ctrl-C ends the questions; what was found is printed. */
#include "base/time.h"
#include "cli/names_generate.h"
#include "cli/progress.h"

enum { USUAL_RATE = 100 };
#define MOST_RATE 100000.0

typedef struct {
    yg_made_rows *rows;
    yg_arena *arena;
    yg_progress_line line;
    size_t by_status[YG_NAME_NOT_ASKED + 1];
} asking;

static volatile sig_atomic_t stopped;

/* The first Ctrl-C ends the questions, the second one the program. */
static void on_signal(int number) {
    (void)number;
    stopped = 1;
}

static void keep_texts(yg_arena *arena, yg_record_texts *texts) {
    for (size_t i = 0; i < texts->n; i++)
        texts->at[i] = yg_arena_copy(arena, texts->at[i]);
}

static void take(void *self, size_t name_index, const yg_resolved *resolved) {
    asking *a = self;
    yg_resolved *kept = yg_arena_alloc(a->arena, sizeof *kept);
    *kept = *resolved;
    keep_texts(a->arena, &kept->a);
    keep_texts(a->arena, &kept->aaaa);
    keep_texts(a->arena, &kept->mx);
    keep_texts(a->arena, &kept->ns);
    a->rows->at[name_index].resolved = kept;
    a->by_status[resolved->status]++;
}

static void tell(void *self, const yg_resolve_progress *p) {
    asking *a = self;
    YG_CLEANUP_BUF yg_buf what = {0};
    double seconds = (double)p->elapsed_us / 1e6;
    double rate = seconds > 0 ? (double)p->done / seconds : 0;
    yg_buf_addf(&what, "%zu found, %.0f a second", p->exists, rate);
    if (rate > 0 && p->done < p->names) {
        unsigned long left = (unsigned long)((double)(p->names - p->done) / rate);
        yg_buf_addf(&what, ", %lu:%02lu left", left / 60, left % 60);
    }
    yg_progress_what(&a->line, yg_buf_str(&what));
    yg_progress_step(&a->line, p->done, p->names);
}

static bool read_options(const yg_cli *cli, yg_resolve_options *ret_options, yg_error *err) {
    const char *rate = yg_cli_get(cli, "rate");
    *ret_options = (yg_resolve_options){
        .server = yg_cli_str(cli, "server", ""), .rate = USUAL_RATE, .stop = &stopped};
    if (rate != NULL && (!yg_str_to_double(yg_str_of(rate), &ret_options->rate) ||
                         !(ret_options->rate > 0) || ret_options->rate > MOST_RATE))
        return yg_fail(err, YG_ERR_USAGE, "--rate %s: a number of questions a second, to 100000",
                       rate);
    return true;
}

bool yg_names_ask(yg_cli *cli, yg_made_rows *rows, yg_arena *arena, yg_error *err) {
    yg_resolve_options options;
    asking a = {.rows = rows, .arena = arena};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    if (!read_options(cli, &options, err))
        return false;
    yg_str *names = yg_alloc(rows->n > 0 ? rows->n : 1, sizeof *names);
    for (size_t i = 0; i < rows->n; i++)
        names[i] = rows->at[i].name;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    yg_progress_start(&a.line, cli);
    bool done = yg_resolve_names(names, rows->n, &options, take, tell, &a, err);
    yg_progress_end(&a.line);
    free(names);
    if (!done)
        return false;
    size_t asked = 0;
    for (size_t i = 0; i <= YG_NAME_NOT_ASKED; i++)
        asked += a.by_status[i];
    yg_cli_note(cli,
                "%zu name%s asked: %zu exist, %zu absent, %zu wildcard, %zu unclear, %zu broken, "
                "%zu unanswered%s",
                asked, asked == 1 ? "" : "s", a.by_status[YG_NAME_EXISTS],
                a.by_status[YG_NAME_ABSENT], a.by_status[YG_NAME_WILDCARD],
                a.by_status[YG_NAME_UNCLEAR], a.by_status[YG_NAME_BROKEN],
                a.by_status[YG_NAME_UNANSWERED], asked < rows->n ? "; stopped" : "");
    if (asked > 0 && asked == rows->n && a.by_status[YG_NAME_UNANSWERED] == asked) {
        yg_str server = options.server.n > 0 ? options.server : YG_STR("of this machine");
        return yg_fail(err, YG_ERR_IO,
                       "no answer to any question: the name server %.*s is dead "
                       "or out of reach; try another with --server",
                       YG_FMT(server));
    }
    return true;
}
