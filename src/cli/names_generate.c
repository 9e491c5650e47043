/* yagura names generate: the names that somebody would register to pass for a domain, those that
 * somebody should own first. Nothing is asked of the network without --resolve. */
#include "cli/names_generate.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "base/input.h"
#include "match/name_clean.h"
#include "match/name_rank.h"
#include "match/name_text.h"

#define MOST_LIST_BYTES (UINT64_C(16) << 20)

typedef struct {
    yg_cli *cli;
    yg_made_options options;
    yg_arena arena;
    YG_VEC(yg_made_row) rows;
    yg_buf words, suffix_list;
    yg_suffixes *suffixes;
    yg_name_rank *rank;
    uint64_t order;
} page;

static bool open_rank(page *p, yg_error *err) {
    size_t n = p->cli->words_n - 1;
    yg_str *domains = yg_alloc(n, sizeof *domains);
    for (size_t i = 0; i < n; i++)
        domains[i] = yg_str_of(p->cli->words[i + 1]);
    bool done = yg_name_rank_open(domains, n, p->options.suffixes, &p->rank, err);
    free(domains);
    return done;
}

static bool keep(void *self, const yg_made_name *name) {
    page *p = self;
    yg_made_row row = {.name = name->name, .order = p->order++, .kind = name->kind};
    yg_name_ranked ranked;
    if (!yg_name_rank_of(p->rank, name, &ranked))
        return true;
    row.score = ranked.score;
    row.rank = ranked.rank;
    row.can_register = ranked.can_register;
    row.name = yg_arena_copy(&p->arena, name->name);
    row.unicode =
        name->unicode.p == name->name.p ? row.name : yg_arena_copy(&p->arena, name->unicode);
    yg_vec_push(&p->rows, row);
    return true;
}

/* What can be registered first. */
static int by_rank(const void *left, const void *right) {
    const yg_made_row *a = left, *b = right;
    if (a->can_register != b->can_register)
        return a->can_register ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int by_place(const void *left, const void *right) {
    const yg_made_row *a = left, *b = right;
    if (a->can_register != b->can_register)
        return a->can_register ? -1 : 1;
    if (a->place != b->place)
        return a->place > b->place ? -1 : 1;
    return by_rank(left, right);
}

/* Kinds take turns as parties in d'Hondt's rule take seats: number n of a kind stands where a name
 * of rank / n would, so the best of each important kind comes before the third of any. */
static void take_turns(page *p) {
    size_t before[2][YG_MADE_KINDS] = {{0}};
    if (p->rows.n == 0) /* qsort takes no null pointer */
        return;
    qsort(p->rows.at, p->rows.n, sizeof *p->rows.at, by_rank);
    for (size_t i = 0; i < p->rows.n; i++) {
        yg_made_row *row = &p->rows.at[i];
        row->place = row->rank / (double)++before[row->can_register][row->kind];
    }
    qsort(p->rows.at, p->rows.n, sizeof *p->rows.at, by_place);
}

/* Two domains may make the same name: the first, that is the better, stays. Wants them sorted by
 * name. */
static int by_name(const void *left, const void *right) {
    const yg_made_row *a = left, *b = right;
    int by = yg_str_cmp(a->name, b->name);
    return by != 0 ? by : by_rank(left, right);
}

static void drop_doubles(page *p) {
    size_t n = 0;
    qsort(p->rows.at, p->rows.n, sizeof *p->rows.at, by_name);
    for (size_t i = 0; i < p->rows.n; i++) {
        if (n == 0 || !yg_str_eq(p->rows.at[n - 1].name, p->rows.at[i].name))
            p->rows.at[n++] = p->rows.at[i];
    }
    p->rows.n = n;
}

static bool make_all(page *p, yg_error *err) {
    yg_cli *cli = p->cli;
    uint64_t forbidden = 0;
    for (size_t i = 1; i < cli->words_n; i++) {
        yg_made_counts counts;
        if (!yg_made_names(yg_str_of(cli->words[i]), &p->options, keep, p, &counts, err))
            return false;
        forbidden += counts.forbidden;
        if (counts.is_full)
            yg_cli_note(cli,
                        "%s: cut at %llu names; name fewer kinds (--kind) or suffixes (--tlds)",
                        cli->words[i], (unsigned long long)counts.names);
    }
    if (cli->words_n > 2)
        drop_doubles(p);
    take_turns(p);
    if (forbidden > 0 && yg_str_eqz(yg_cli_str(cli, "log", "info"), "info") &&
        yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"))
        yg_cli_note(cli, "%llu IDN labels left out: the registries' rules do not allow them",
                    (unsigned long long)forbidden);
    return true;
}

static void explain_all(page *p) {
    YG_CLEANUP_BUF yg_buf text = {0};
    for (size_t i = 0; i < p->rows.n; i++) {
        yg_made_row *row = &p->rows.at[i];
        yg_made_name name = {.name = row->name, .unicode = row->unicode, .kind = row->kind};
        yg_buf_clear(&text);
        yg_name_rank_explain(p->rank, &name, p->cli->lang == YG_LANG_JA, &text);
        row->explanation = yg_arena_copy(&p->arena, yg_buf_str(&text));
    }
}

static bool read_kinds(page *p, yg_error *err) {
    yg_str list = yg_cli_str(p->cli, "kind", ""), word;
    yg_made_kind kind;
    while (list.n > 0 && yg_str_split(&list, ',', &word)) {
        if (!yg_made_kind_from_word(yg_str_trim(word), &kind)) {
            YG_CLEANUP_BUF yg_buf all = {0};
            for (int i = 0; i < YG_MADE_KINDS; i++) {
                yg_buf_addz(&all, i > 0 ? ", " : "");
                yg_buf_add(&all, yg_made_kind_word((yg_made_kind)i));
            }
            return yg_fail(err, YG_ERR_USAGE, "--kind %.*s: there are %s", YG_FMT(word),
                           yg_buf_z(&all));
        }
        p->options.kinds |= UINT64_C(1) << kind;
    }
    return true;
}

static bool read_list(page *p, const char *option, yg_buf *buf, yg_error *err) {
    const char *path = yg_cli_get(p->cli, option);
    return path == NULL || yg_input_read_file(path, MOST_LIST_BYTES, buf, err) ||
           yg_fail_in(err, "--%s %s", option, path);
}

static bool read_options(page *p, uint64_t *ret_limit, yg_error *err) {
    const char *limit = yg_cli_get(p->cli, "limit");
    *ret_limit = UINT64_MAX;
    if (limit != NULL && (!yg_str_to_u64(yg_str_of(limit), ret_limit) || *ret_limit == 0))
        return yg_fail(err, YG_ERR_USAGE, "--limit %s: a number from 1", limit);
    if (!read_kinds(p, err) || !read_list(p, "words", &p->words, err) ||
        !read_list(p, "suffixes", &p->suffix_list, err))
        return false;
    p->options.tlds = yg_cli_str(p->cli, "tlds", "");
    p->options.words = yg_buf_str(&p->words);
    if (p->suffix_list.n > 0 &&
        !yg_suffixes_compile(yg_buf_str(&p->suffix_list), &p->suffixes, err))
        return yg_fail_in(err, "--suffixes %s", yg_cli_get(p->cli, "suffixes"));
    p->options.suffixes = p->suffixes != NULL ? p->suffixes : yg_suffixes_built_in();
    p->options.suffix_list = yg_buf_str(&p->suffix_list);
    return true;
}

static bool run(page *p, yg_error *err) {
    bool with_dns = yg_cli_get(p->cli, "resolve") != NULL;
    uint64_t limit = 0;
    if (!read_options(p, &limit, err) || !open_rank(p, err) || !make_all(p, err))
        return false;
    yg_made_rows rows = {p->rows.at, p->rows.n < limit ? p->rows.n : (size_t)limit, 0};
    p->rows.n = rows.n;
    if (with_dns && !yg_names_ask(p->cli, &rows, &p->arena, err))
        return false;
    explain_all(p);
    yg_names_put(p->cli, &rows, with_dns, yg_cli_get(p->cli, "registered") != NULL);
    return true;
}

/* "192.0.2.1", "http://192.0.2.1/", "2001:db8::1": nobody registers a name like it. */
static bool is_address(const char *word) {
    char host[YG_NAME_MAX + 1];
    struct in6_addr six;
    yg_str rest = {host, yg_name_clean(yg_str_of(word), host)}, last = {NULL, 0};
    uint64_t number;
    while (rest.n > 0 && yg_str_split(&rest, '.', &last)) {
    }
    return inet_pton(AF_INET6, word, &six) == 1 || yg_str_to_u64(last, &number);
}

int yg_names_generate_run(yg_cli *cli) {
    static const char *const dns_only[] = {"server", "rate", "registered"};
    yg_error err = {0};
    page p = {.cli = cli};
    if (cli->words_n < 2)
        return yg_cli_usage(cli, "names generate: name a domain, such as example.com");
    for (size_t i = 1; i < cli->words_n; i++) {
        if (is_address(cli->words[i]))
            return yg_cli_usage(cli, "%s is an address: name a domain, such as example.com",
                                cli->words[i]);
    }
    for (size_t i = 0; i < sizeof dns_only / sizeof *dns_only; i++) {
        if (yg_cli_get(cli, dns_only[i]) != NULL && yg_cli_get(cli, "resolve") == NULL)
            return yg_cli_usage(cli, "--%s goes with --resolve", dns_only[i]);
    }
    int code = run(&p, &err) ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
    yg_vec_free(&p.rows);
    yg_name_rank_free(p.rank);
    yg_suffixes_free(p.suffixes);
    yg_buf_free(&p.words);
    yg_buf_free(&p.suffix_list);
    yg_arena_free(&p.arena);
    return code;
}
