/* yagura links: which entries of different sources are the same, and a person's say in it. */
#include "cli/links.h"

#include "base/map.h"
#include "base/time.h"
#include "base/vec.h"
#include "cli/verbs.h"
#include "know/link.h"
#include "text/json.h"
#include "text/json_write.h"
#include "text/key.h"

/* Digits of an id that are shown; the whole has 32. */
enum { SHOWN_DIGITS = 10, MOST_SHOWN_NAMES = 8 };

const yg_option yg_links_verb_options[] = {
    {"review", 0, NULL, "only what waits for a person (--decision review)", NULL},
    {"decision", 0, "WHICH", "only links decided so", "auto|review|accepted|rejected"},
    {"as", 0, "RELATION", "with accept: as this relation instead of the suggested one",
     "same-as|part-of|overlaps"},
    {"kind", 0, "WHAT", "only links between actors (software, too) or between incidents",
     "actors|incidents"},
    {"limit", 0, "N", "the strongest N only", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl"},
    {NULL, 0, NULL, NULL, NULL},
};

typedef struct {
    yg_cli *cli;
    bool text, lines;
    yg_jw json;
    yg_map seen; /* ids of links shown, when they are asked for by several entities */
    YG_VEC(int64_t) eids;
    uint64_t n, most; /* most 0: all */
    yg_json_parser parser;
} page;

/* --- For programs --- */

static void put_end(yg_jw *w, const char *key, const yg_link_end *end) {
    yg_jw_begin(w, key, '{');
    yg_jw_str(w, "id", end->id);
    yg_jw_str(w, "name", end->name);
    yg_jw_str(w, "source", end->source);
    yg_jw_list(w, "external_ids", end->external_ids, '\n');
    yg_jw_end(w, '}');
}

static void put_line(page *p, const yg_link_view *view) {
    yg_jw *w = &p->json;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", yg_str_sub(view->row.id, 0, SHOWN_DIGITS));
    yg_jw_str(w, "kind", view->row.kind);
    put_end(w, "left", &view->left);
    put_end(w, "right", &view->right);
    yg_jw_str(w, "relation", view->row.relation);
    yg_jw_str(w, "decision", view->row.decision);
    yg_jw_str(w, "level", yg_str_of(yg_link_level_of(view->row.rank)));
    yg_jw_int(w, "rank", view->row.rank);
    if (view->row.decided_us > 0) {
        YG_CLEANUP_BUF yg_buf time = {0};
        yg_time_add(&time, view->row.decided_us);
        yg_jw_str(w, "decided", yg_buf_str(&time));
    }
    yg_jw_raw(w, "evidence", view->row.evidence);
    yg_jw_end(w, '}');
    if (p->lines) {
        yg_buf_addc(&p->cli->out, '\n');
        w->filled = false;
    }
}

/* --- For a person --- */

static void put_label(page *p, const char *label) {
    yg_buf_addf(&p->cli->out, "  %s%-8s%s", yg_cli_style(p->cli, YG_DIM), label,
                yg_cli_style(p->cli, YG_PLAIN));
}

static void put_name(page *p, const char *label, const yg_link_end *end) {
    yg_str ids = end->external_ids, id;
    put_label(p, label);
    yg_cli_puts(p->cli, YG_BOLD, end->name);
    yg_buf_addz(&p->cli->out, "  (");
    yg_cli_put(p->cli, end->source);
    while (ids.n > 0 && yg_str_split(&ids, '\n', &id)) {
        yg_buf_addz(&p->cli->out, ", ");
        yg_cli_put(p->cli, id);
    }
    yg_buf_addz(&p->cli->out, ")\n");
}

static bool is_kind(yyjson_val *item, const char *kind) {
    return yg_str_eqz(yg_json_str(item, "kind"), kind);
}

/* Names, references, countries: "Stone Panda, menuPass (weak); 2 references; CN". */
static void put_shared(page *p, yyjson_val *evidence) {
    size_t i, max, names = 0, references = 0;
    yyjson_val *item;
    yg_buf *out = &p->cli->out;
    put_label(p, "share");
    size_t start = out->n;
    yyjson_arr_foreach(evidence, i, max, item) {
        if (is_kind(item, "reference"))
            references++;
        if (!is_kind(item, "primary-name") && !is_kind(item, "shared-name"))
            continue;
        if (names++ >= MOST_SHOWN_NAMES)
            continue;
        yg_buf_addz(out, names > 1 ? ", " : "");
        yg_cli_put(p->cli, yg_json_str(item, "name"));
        if (yg_json_true(item, "weak"))
            yg_buf_addz(out, " (weak)");
    }
    if (names > MOST_SHOWN_NAMES)
        yg_buf_addf(out, " and %zu more", names - MOST_SHOWN_NAMES);
    if (references > 0)
        yg_buf_addf(out, "%s%zu reference%s", out->n > start ? "; " : "", references,
                    references == 1 ? "" : "s");
    yyjson_arr_foreach(evidence, i, max, item) {
        if (!is_kind(item, "country") && !is_kind(item, "external-id"))
            continue;
        yg_buf_addz(out, out->n > start ? "; " : "");
        yg_cli_put(p->cli, yg_json_str(item, is_kind(item, "country") ? "value" : "id"));
    }
    yg_buf_addz(out, out->n > start ? "\n" : "no name\n");
}

static const char *explain(yg_str reason) {
    static const char *const texts[][2] = {
        {"weak", "too little is shared to be certain"},
        {"taken", "the place is taken; one source lists both, so it says that they differ:"},
        {"contradicts", "one end has a stronger partner in the other's source:"},
        {"tie", "another entry of the same source is as near:"},
        {"shadowed", "the source has a newer entry of this name:"},
        {"decided", "a person decided that these are not the same:"},
        {"claimed",
         "a source says outright that one is a part of the other, or that they overlap:"},
        {"crowded", "too many entries would be one (100 at most); a person may decide"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (yg_str_eqz(reason, texts[i][0]))
            return texts[i][1];
    }
    return "";
}

static void put_claim(page *p, yyjson_val *item) {
    yg_str by = yg_json_str(item, "asserted_by"), named = yg_json_str(item, "named");
    put_label(p, "said");
    yg_cli_put(p->cli, yg_json_str(item, "predicate"));
    if (named.n > 0) {
        yg_buf_addc(&p->cli->out, ' ');
        yg_cli_put(p->cli, named);
    }
    yg_buf_addz(&p->cli->out, ", by ");
    yg_cli_put(p->cli, by.n > 0 ? by : yg_json_str(item, "source"));
    yg_buf_addc(&p->cli->out, '\n');
}

static void put_reasons(page *p, yyjson_val *evidence) {
    size_t i, max;
    yyjson_val *item;
    yyjson_arr_foreach(evidence, i, max, item) {
        if (is_kind(item, "claim"))
            put_claim(p, item);
        if (is_kind(item, "country-clash")) {
            put_label(p, "against");
            yg_buf_addz(&p->cli->out, "their countries of origin differ\n");
        }
        if (!is_kind(item, "obstacle"))
            continue;
        put_label(p, "why");
        yg_buf_addz(&p->cli->out, explain(yg_json_str(item, "reason")));
        if (yg_json_str(item, "name").n > 0) {
            yg_buf_addc(&p->cli->out, ' ');
            yg_cli_put(p->cli, yg_json_str(item, "name"));
            yg_buf_addz(&p->cli->out, " (");
            yg_cli_put(p->cli, yg_json_str(item, "source"));
            yg_buf_addc(&p->cli->out, ')');
        }
        yg_buf_addc(&p->cli->out, '\n');
    }
}

static void put_block(page *p, const yg_link_view *view) {
    const char *reason;
    size_t at;
    yg_str id = yg_str_sub(view->row.id, 0, SHOWN_DIGITS);
    bool waits = yg_str_eqz(view->row.decision, "review");
    yyjson_val *evidence = yg_json_parse(&p->parser, view->row.evidence, &reason, &at);
    yg_cli_puts(p->cli, YG_CYAN, id);
    yg_buf_addz(&p->cli->out, "  ");
    yg_cli_put(p->cli, view->row.relation);
    yg_buf_addf(&p->cli->out, "%s, %.*s (%s)\n", waits ? "?" : "", YG_FMT(view->row.decision),
                yg_link_level_of(view->row.rank));
    put_name(p, yg_str_eqz(view->row.relation, "part-of") ? "part" : "left", &view->left);
    put_name(p, yg_str_eqz(view->row.relation, "part-of") ? "of" : "right", &view->right);
    if (yg_str_eqz(view->row.kind, "incidents")) {
        yg_links_incident_put(p->cli, evidence);
    } else {
        put_shared(p, evidence);
        put_reasons(p, evidence);
    }
    if (waits) {
        put_label(p, "decide");
        yg_buf_addf(&p->cli->out, "yagura links accept %.*s   or   yagura links reject %.*s\n",
                    YG_FMT(id), YG_FMT(id));
    }
    yg_buf_addc(&p->cli->out, '\n');
}

static bool on_link(void *self, const yg_link_view *view, yg_error *err) {
    page *p = self;
    bool is_new = true;
    (void)err;
    if (p->eids.n > 0)
        yg_map_put(&p->seen, view->row.id, &is_new);
    if (!is_new || (p->most > 0 && p->n >= p->most))
        return true;
    p->n++;
    if (p->text)
        put_block(p, view);
    else
        put_line(p, view);
    yg_cli_flush_some(p->cli);
    return true;
}

/* --- NAME --- */

static bool on_name(void *self, const yg_name_row *row, yg_error *err) {
    page *p = self;
    (void)err;
    for (size_t i = 0; i < p->eids.n; i++) {
        if (p->eids.at[i] == row->eid)
            return true;
    }
    yg_vec_push(&p->eids, row->eid);
    return true;
}

static bool find_entities(page *p, yg_str name, yg_error *err) {
    YG_CLEANUP_BUF yg_buf key = {0};
    int64_t eid = 0;
    if (!yg_store_entity_of(p->cli->store, name, &eid, err))
        return false;
    if (eid != 0)
        yg_vec_push(&p->eids, eid);
    yg_key_add(&key, name);
    if (key.n > 0 && !yg_store_names_by_key(p->cli->store, yg_buf_str(&key), on_name, p, err))
        return false;
    return p->eids.n > 0 ||
           yg_fail(err, YG_ERR_USAGE,
                   "nothing is called \"%.*s\"; `yagura search` finds parts of names",
                   YG_FMT(yg_str_sub(name, 0, 200)));
}

static bool list(page *p, yg_error *err) {
    yg_cli *cli = p->cli;
    yg_str decision =
        yg_cli_get(cli, "review") != NULL ? YG_STR("review") : yg_cli_str(cli, "decision", "");
    yg_link_filter filter = {
        .decision = decision, .kind = yg_cli_str(cli, "kind", ""), .most = p->most};
    if (!yg_cli_open(cli, YG_STORE_READ, err))
        return false;
    if (cli->words_n == 0)
        return yg_links_each(cli->store, &filter, on_link, p, err);
    /* One link may be found from both of its ends. */
    filter.most = 0;
    if (!find_entities(p, yg_str_of(cli->words[0]), err))
        return false;
    for (size_t i = 0; i < p->eids.n; i++) {
        filter.eid = p->eids.at[i];
        if (!yg_links_each(cli->store, &filter, on_link, p, err))
            return false;
    }
    return true;
}

static const char *decision_of(const char *word) {
    static const char *const words[][2] = {
        {"accept", "accepted"}, {"reject", "rejected"}, {"undo", ""}};
    for (size_t i = 0; word != NULL && i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i][0]) == 0)
            return words[i][1];
    }
    return NULL;
}

int yg_links_run(yg_cli *cli) {
    yg_error err = {0};
    const char *decision = decision_of(cli->words_n > 0 ? cli->words[0] : NULL);
    if (decision != NULL)
        return yg_links_decide_run(cli, decision);
    if (cli->words_n > 1)
        return yg_cli_usage(cli, "name one thing (in quotes when it has spaces)");
    page p = {.cli = cli,
              .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
              .lines = yg_cli_is(cli, "format", "jsonl"),
              .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}};
    const char *limit = yg_cli_get(cli, "limit");
    if (limit != NULL && (!yg_str_to_u64(yg_str_of(limit), &p.most) || p.most == 0))
        return yg_cli_usage(cli, "--limit %s: a number from 1 on", limit);
    bool array = !p.text && !p.lines;
    if (array)
        yg_jw_begin(&p.json, NULL, '[');
    bool done = list(&p, &err);
    if (done && array) {
        yg_jw_end(&p.json, ']');
        yg_buf_addc(&cli->out, '\n');
    } else if (!done && p.n == 0) {
        yg_buf_clear(&cli->out);
    }
    if (done && p.n == 0 && p.text)
        yg_cli_note(cli, "no such links");
    yg_map_free(&p.seen);
    yg_vec_free(&p.eids);
    yg_json_parser_free(&p.parser);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
