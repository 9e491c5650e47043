/* What is claimed, as text: one line a statement, with everybody who says so. */
#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "cli/show_part.h"

enum { ORIGIN, TARGETS, OTHER };

static const struct {
    const char *predicate, *words;
    int section;
} vocabulary[] = {
    {"active-since", "is active since", OTHER},
    {"actor-names", "has the names", OTHER},
    {"actor-type", "is an actor of the kind", OTHER},
    {"affected-parent", "affected the parent:", OTHER},
    {"aligned-with", "is aligned with", ORIGIN},
    {"also-known-as", "is also known as", OTHER},
    {"attributed-to", "is attributed to", ORIGIN},
    {"attributed-to-country", "is attributed to", ORIGIN},
    {"consists-of", "consists of", OTHER},
    {"cyber-intensity", "has the cyber intensity", OTHER},
    {"data-disclosure", "disclosed data:", OTHER},
    {"discovered-by", "was found by", OTHER},
    {"entered-at", "was entered at the", OTHER},
    {"entry-country", "was entered in", OTHER},
    {"entry-method", "was entered by", OTHER},
    {"entry-organisation", "was entered by way of", OTHER},
    {"further-victim", "hit too:", OTHER},
    {"has-part", "has the part", OTHER},
    {"imitates-domains-of", "imitates domains of", OTHER},
    {"incident-status", "is", OTHER},
    {"incident-type", "attacks of the kind", OTHER},
    {"involved-partner", "involved the partner", OTHER},
    {"located-in", "is in", ORIGIN},
    {"motivated-by", "is motivated by", OTHER},
    {"originates-from", "comes from", ORIGIN},
    {"overlaps", "overlaps with", OTHER},
    {"part-of", "is a part of", OTHER},
    {"reached-parent", "reached the parent:", OTHER},
    {"secondary-victim", "hit through it:", OTHER},
    {"sponsored-by", "is sponsored by", ORIGIN},
    {"state-threat-to", "is a state threat to", OTHER},
    {"suspected-origin", "is suspected to come from", ORIGIN},
    {"targets-country", "targets", TARGETS},
    {"targets-organisations", "targets the organisation", TARGETS},
    {"targets-sector", "targets the sector", TARGETS},
    {"uses-technique", "uses the technique", OTHER},
    {"zero-day", "used a zero-day:", OTHER},
};

typedef struct {
    yg_str predicate, subject;
    yg_buf value, sayers, notes, references;
    size_t references_n, rank, index;
    int section;
} statement;

typedef struct {
    yg_show_page *p;
    YG_VEC(statement) statements;
    yg_map by_text, ranks;
} collection;

static int section_of(yg_str predicate) {
    for (size_t i = 0; i < sizeof vocabulary / sizeof *vocabulary; i++) {
        if (yg_str_eqz(predicate, vocabulary[i].predicate))
            return vocabulary[i].section;
    }
    return OTHER;
}

static void put_words(yg_show_page *p, yg_str predicate) {
    YG_CLEANUP_BUF yg_buf words = {0};
    for (size_t i = 0; i < sizeof vocabulary / sizeof *vocabulary; i++) {
        if (yg_str_eqz(predicate, vocabulary[i].predicate)) {
            yg_cli_puts(p->cli, YG_CYAN, yg_str_of(vocabulary[i].words));
            return;
        }
    }
    for (size_t i = 0; i < predicate.n; i++)
        yg_buf_addc(&words, predicate.p[i] == '-' ? ' ' : predicate.p[i]);
    yg_cli_puts(p->cli, YG_CYAN, yg_buf_str(&words));
}

/* A country by its name, however the source words it; else the source's own words. */
static void add_value(const yg_show_page *p, yyjson_val *claim, int section, yg_buf *out) {
    yyjson_val *object = yyjson_obj_get(claim, "object");
    yg_str name = yg_json_str(object, "name"), value = yg_json_str(claim, "value"),
           label = yg_json_str(claim, "label");
    yg_country country = value.n == 2 ? yg_country_from_code(value) : 0;
    if (object != NULL)
        yg_buf_add(out, name.n > 0 ? name : yg_json_str(object, "id"));
    else if (country != 0 && (section != OTHER || label.n == 0 || yg_str_eq(label, value)))
        yg_buf_add(out, yg_country_name(country, p->cli->lang));
    else
        yg_buf_add(out, label.n > 0 ? label : value);
    if (object == NULL && country == 0 && label.n > 0 && value.n > 0 && !yg_str_eq(label, value))
        yg_buf_addf(out, " (%.*s)", YG_FMT(value));
}

static void add_once(yg_buf *list, yg_str item) {
    yg_str rest = yg_buf_str(list), one;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one)) {
        if (yg_str_eq(one, item))
            return;
    }
    if (list->n > 0)
        yg_buf_addc(list, '\n');
    yg_buf_add(list, item);
}

/* "yagura starter: groups (MITRE, 2019-03-21, assessed by analyst)" */
static void add_sayer(const yg_show_page *p, yyjson_val *claim, yg_buf *sayers) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_str source = yg_json_str(claim, "source"), known = yg_json_str(claim, "known");
    bool show_known = p->all || yg_str_eqz(known, "derived");
    yg_str parts[] = {yg_json_str(claim, "asserted_by"),
                      p->all ? yg_json_str(claim, "date") : (yg_str){NULL, 0},
                      show_known ? known : (yg_str){NULL, 0}};
    size_t n = 0;
    yg_buf_add(&text, source);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].n > 0)
            yg_buf_addf(&text, "%s%.*s", n++ == 0 ? " (" : ", ", YG_FMT(parts[i]));
    }
    if (n > 0)
        yg_buf_addc(&text, ')');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            text.p[i] = ' ';
    }
    add_once(sayers, yg_buf_str(&text));
}

static void add_claim(collection *c, yyjson_val *claim, bool about) {
    YG_CLEANUP_BUF yg_buf key = {0};
    YG_CLEANUP_BUF yg_buf value = {0};
    bool fresh = false;
    size_t i, max;
    yyjson_val *reference;
    yg_str predicate = yg_json_str(claim, "predicate"),
           subject = yg_json_str(yyjson_obj_get(claim, "subject"), "name");
    int section = section_of(predicate);
    add_value(c->p, claim, section, &value);
    if (about)
        yg_buf_add(&key, subject);
    yg_buf_addf(&key, "\n%.*s\n%.*s", YG_FMT(predicate), YG_FMT(yg_buf_str(&value)));
    uint64_t *place = yg_map_put(&c->by_text, yg_buf_str(&key), &fresh);
    if (fresh) {
        *place = c->statements.n;
        uint64_t *rank = yg_map_put(&c->ranks, predicate, &fresh);
        if (fresh)
            *rank = c->ranks.n;
        yg_vec_push(&c->statements, ((statement){.predicate = predicate,
                                                 .subject = about ? subject : (yg_str){NULL, 0},
                                                 .section = about ? OTHER : section,
                                                 .rank = *rank,
                                                 .index = c->statements.n}));
        yg_buf_add(&c->statements.at[*place].value, yg_buf_str(&value));
    }
    statement *s = &c->statements.at[*place];
    yg_str note = yg_json_str(claim, c->p->cli->lang == YG_LANG_JA ? "note_ja" : "note");
    add_sayer(c->p, claim, &s->sayers);
    if (note.n > 0)
        add_once(&s->notes, note);
    yyjson_arr_foreach(yyjson_obj_get(claim, "references"), i, max, reference) {
        s->references_n++;
        if (c->p->all)
            add_once(&s->references,
                     (yg_str){yyjson_get_str(reference), yyjson_get_len(reference)});
    }
}

static int by_section(const void *a, const void *b) {
    const statement *x = a, *y = b;
    if (x->section != y->section)
        return x->section - y->section;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static void put_lines(yg_show_page *p, yg_str lines) {
    yg_str line;
    while (lines.n > 0 && yg_str_split(&lines, '\n', &line))
        yg_show_field(p, "      ", line, "\n");
}

static void put_statement(yg_show_page *p, const statement *s) {
    yg_str sayers = yg_buf_str(&s->sayers), sayer;
    const char *between = " \u2014 ";
    yg_buf_addz(&p->cli->out, "  ");
    if (s->subject.n > 0) {
        yg_cli_puts(p->cli, YG_BOLD, s->subject);
        yg_buf_addc(&p->cli->out, ' ');
    }
    put_words(p, s->predicate);
    yg_show_field(p, " ", yg_buf_str(&s->value), "");
    while (sayers.n > 0 && yg_str_split(&sayers, '\n', &sayer)) {
        yg_show_field(p, between, sayer, "");
        between = "; ";
    }
    if (s->references_n > 0 && !p->all)
        yg_buf_addf(&p->cli->out, "; %zu reference%s", s->references_n,
                    s->references_n == 1 ? "" : "s");
    yg_buf_addc(&p->cli->out, '\n');
    put_lines(p, yg_buf_str(&s->notes));
    put_lines(p, yg_buf_str(&s->references));
}

static void put_all(yg_show_page *p, const collection *c, const char *const titles[]) {
    size_t in_group = 0, left_out = 0;
    for (size_t i = 0; i < c->statements.n; i++) {
        const statement *s = &c->statements.at[i], *before = i > 0 ? s - 1 : NULL;
        if (before == NULL || before->rank != s->rank || before->section != s->section) {
            if (left_out > 0)
                yg_buf_addf(&p->cli->out, "    ... and %zu more (--all)\n", left_out);
            in_group = left_out = 0;
        }
        if (before == NULL || before->section != s->section)
            yg_show_heading(p, titles[s->section]);
        if (!p->all && in_group++ >= YG_SHOW_LIST)
            left_out++;
        else
            put_statement(p, s);
    }
    if (left_out > 0)
        yg_buf_addf(&p->cli->out, "    ... and %zu more (--all)\n", left_out);
}

static void put_member(yg_show_page *p, const char *member, bool about,
                       const char *const titles[]) {
    collection c = {.p = p};
    size_t i, max;
    yyjson_val *claim;
    yyjson_arr_foreach(yyjson_obj_get(p->root, member), i, max, claim) {
        if (!yg_str_eqz(yg_json_str(claim, "predicate"), "references"))
            add_claim(&c, claim, about);
    }
    if (c.statements.n > 1)
        qsort(c.statements.at, c.statements.n, sizeof *c.statements.at, by_section);
    put_all(p, &c, titles);
    for (i = 0; i < c.statements.n; i++) {
        yg_buf_free(&c.statements.at[i].value);
        yg_buf_free(&c.statements.at[i].sayers);
        yg_buf_free(&c.statements.at[i].notes);
        yg_buf_free(&c.statements.at[i].references);
    }
    yg_vec_free(&c.statements);
    yg_map_free(&c.by_text);
    yg_map_free(&c.ranks);
}

void yg_show_claims(yg_show_page *p) {
    static const char *const own[] = {"Sponsor or origin", "Targets", "What else is claimed"};
    static const char *const about[] = {"", "", "What is claimed of others about it"};
    put_member(p, "claims", false, own);
    put_member(p, "claims_about", true, about);
}
