/* LOOK-ALIKE NAMES of a group: what scans found (store/findings.h), counted by state, brand and
 * kind, the names to look at first, and what to do. Only with an organisation.
 *
 * A name is of the group when the organisation whose brand it imitates belonged to it on the day
 * when the name was seen last. Each figure has its query (tell/query_findings.h). */
#include "base/time.h"
#include "tell/query_findings.h"
#include "tell/teller.h"
#include "text/defang.h"

enum { MOST_BRANDS = 12, MOST_HIGHEST = 15, MOST_NEWEST = 10 };

typedef struct {
    yg_str id, subject, host, brand, how, state, explanation, file;
    uint64_t offset_bytes, hosts;
    bool more;
    double score;
    int64_t first_us, last_us;
    uint32_t evidence; /* 0: not yet told */
} name;

/* How many names have a word. */
typedef struct {
    yg_str word;
    uint64_t n;
} tally;

typedef YG_VEC(tally) tally_list;

typedef struct {
    teller *t;
    YG_VEC(name) names;    /* by score downwards, as the store gives them */
    tally_list tallies[3]; /* of states, kinds, brands */
    yg_evidence_set all;   /* the query that all figures narrow */
    int64_t first_us, last_us;
} look_alikes;

/* Without its beginning "imitates BRAND: ": the brand has its own place here. */
static yg_str without_brand(yg_str explanation, yg_str brand) {
    static const char *const frames[][2] = {{"imitates ", ": "}, {"「", "」のなりすまし: "}};
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        YG_CLEANUP_BUF yg_buf start = {0};
        yg_buf_addz(&start, frames[i][0]);
        yg_buf_add(&start, brand);
        yg_buf_addz(&start, frames[i][1]);
        if (yg_str_starts(explanation, yg_buf_str(&start)))
            return yg_str_from(explanation, start.n);
    }
    return explanation;
}

/* Brackets in Japanese text are wide and have no blanks around them. */
static yg_str wide_brackets(teller *t, yg_str text) {
    YG_CLEANUP_BUF yg_buf wide = {0};
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '(') {
            wide.n -= wide.n > 0 && wide.p[wide.n - 1] == ' ';
            yg_buf_addz(&wide, "（");
        } else if (text.p[i] == ')') {
            yg_buf_addz(&wide, "）");
            i += i + 1 < text.n && text.p[i + 1] == ' ';
        } else {
            yg_buf_addc(&wide, text.p[i]);
        }
    }
    return teller_buf(t, &wide);
}

static bool take(void *self, const yg_finding_row *row, yg_error *err) {
    look_alikes *l = self;
    teller *t = l->t;
    const yg_findings_query period = {.period = t->period};
    bool japanese = t->voice.lang == YG_LANG_JA && row->explanation_ja.n > 0;
    yg_str why = japanese ? row->explanation_ja : row->explanation;
    (void)err;
    if (!yg_owner_scope_has(&t->owned, row->organisation_eid, row->last_us) ||
        !yg_findings_query_match(&period, row))
        return true;
    yg_vec_push(&l->names,
                ((name){.id = teller_copy(t, row->id),
                        .subject = teller_copy(t, row->subject),
                        .host = teller_copy(t, row->host),
                        .brand = teller_copy(t, row->brand),
                        .how = teller_copy(t, row->how),
                        .state = teller_copy(t, row->state),
                        .explanation = japanese ? wide_brackets(t, without_brand(why, row->brand))
                                                : teller_copy(t, without_brand(why, row->brand)),
                        .file = teller_copy(t, row->file),
                        .offset_bytes = row->offset_bytes,
                        .hosts = row->hosts,
                        .more = row->more,
                        .score = row->score,
                        .first_us = row->first_us,
                        .last_us = row->last_us}));
    return true;
}

static yg_str day_of(teller *t, int64_t us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_time_add_day(&text, us);
    return teller_buf(t, &text);
}

/* "1 March 2024 to 4 April 2024", or one day. */
static yg_str seen(teller *t, int64_t first_us, int64_t last_us) {
    yg_str first = day_of(t, first_us), last = day_of(t, last_us);
    yg_str from = yg_say_date(&t->voice, first);
    if (yg_str_eq(first, last))
        return from;
    return teller_say(t, "look.seen", "ss", from, yg_say_date(&t->voice, last));
}

static yg_str defanged(teller *t, yg_str value) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_defang_add(&text, value);
    return teller_buf(t, &text);
}

/* --- Figures --- */

static yg_findings_query query_of(const teller *t) {
    return (yg_findings_query){.organisation = t->doc->asked.organisation,
                               .period_text = t->doc->asked.period,
                               .period = t->period};
}

static yg_str query_text(teller *t, const yg_findings_query *query) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_findings_query_add(&text, query);
    return teller_buf(t, &text);
}

static yg_str command(teller *t, const char *more) {
    YG_CLEANUP_BUF yg_buf line = {0};
    yg_buf_addz(&line, "yagura findings");
    teller_add_option(&line, "organisation", t->organisation_word);
    yg_buf_addz(&line, more);
    return teller_buf(t, &line);
}

static void put_query_evidence(look_alikes *l) {
    teller *t = l->t;
    yg_findings_query query = query_of(t);
    yg_evidence e = {
        .id = query_text(t, &query),
        .kind = YG_STR("query"),
        .statement = teller_say(t, "look.evidence", "sn", t->name, (double)l->names.n),
        .asserted_by = YG_STR("yagura"),
        .note = teller_say(t, "sets.list", "s", command(t, " --format csv")),
    };
    yg_evidence_add(t->doc, &l->all, yg_report_evidence(t->doc, &e, (yg_str){0}));
}

enum { BY_STATE, BY_KIND, BY_BRAND, BYS };
static const char *const by_words[BYS] = {"state", "kind", "brand"};

/* An organisation's label is its legal name; people know its brands, and these are imitated:
 * "Aoba, Kazemori (Aoba Holdings)". */
static yg_str brand_shown(teller *t, yg_str label) {
    enum { MOST = 3 };
    YG_CLEANUP_BUF yg_buf text = {0};
    for (size_t i = 0; i < t->owned.registry.organisations.n; i++) {
        const yg_organisation_node *o = &t->owned.registry.organisations.at[i];
        if (!yg_str_eq(o->name, label) || o->names.n <= o->own_names)
            continue;
        size_t shown = 0;
        for (size_t k = o->own_names; k < o->names.n && shown < MOST; k++) {
            if (!yg_str_eq(o->names.at[k], label))
                yg_buf_addf(&text, "%s%.*s",
                            shown++ > 0 ? t->voice.lang == YG_LANG_JA ? "、" : ", " : "",
                            YG_FMT(o->names.at[k]));
        }
        break;
    }
    return text.n > 0 ? teller_say(t, "look.brand-of", "ss", yg_buf_str(&text), label) : label;
}

static yg_str shown_word(teller *t, size_t by, yg_str word) {
    if (by == BY_BRAND)
        return brand_shown(t, word);
    return yg_say_word(&t->voice, by == BY_STATE ? "finding-state" : "name-kind", word);
}

static void put_figure(look_alikes *l, yg_chart *chart, size_t by, const tally *row) {
    teller *t = l->t;
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_findings_query query = query_of(t);
    yg_str shown = shown_word(t, by, row->word);
    *(by == BY_STATE ? &query.state : by == BY_KIND ? &query.kind : &query.brand) = row->word;
    yg_buf_addf(&id, "figure-names-%s-%.*s", by_words[by], YG_FMT(row->word));
    yg_figure f = {.id = teller_id(t, &id),
                   .kind = YG_FIGURE_COUNT,
                   .label = teller_say(t, "md.line", "ss", chart->title, shown),
                   .row = shown,
                   .key = row->word,
                   .query = query_text(t, &query),
                   .source = YG_STR("yagura"),
                   .period = t->doc->asked.period,
                   .period_label = t->doc->asked.period_label,
                   .definition = teller_say(t, "look.definition", ""),
                   .numerator = row->n,
                   .text = yg_say_number(&t->voice, (double)row->n),
                   .brief = yg_say_number(&t->voice, (double)row->n),
                   .evidence = l->all};
    yg_report_figure(t->doc, chart, &f);
}

static int by_count(const void *a, const void *b) {
    const tally *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return yg_str_cmp(x->word, y->word);
}

static void count(look_alikes *l) {
    yg_map maps[BYS] = {{0}};
    l->first_us = INT64_MAX;
    l->last_us = INT64_MIN;
    for (size_t i = 0; i < l->names.n; i++) {
        const name *one = &l->names.at[i];
        const yg_str words[BYS] = {one->state, one->how, one->brand};
        l->first_us = one->first_us < l->first_us ? one->first_us : l->first_us;
        l->last_us = one->last_us > l->last_us ? one->last_us : l->last_us;
        for (size_t by = 0; by < BYS; by++) {
            tally_list *list = &l->tallies[by];
            uint64_t *at = yg_map_put(&maps[by], words[by], NULL);
            if (*at == 0) {
                yg_vec_push(list, ((tally){words[by], 0}));
                *at = list->n;
            }
            list->at[*at - 1].n++;
        }
    }
    for (size_t by = 0; by < BYS; by++) {
        if (l->tallies[by].n > 1)
            qsort(l->tallies[by].at, l->tallies[by].n, sizeof(tally), by_count);
        yg_map_free(&maps[by]);
    }
}

static void put_chart(look_alikes *l, yg_section *section, size_t by) {
    teller *t = l->t;
    YG_CLEANUP_BUF yg_buf id = {0}, key = {0};
    const tally_list *list = &l->tallies[by];
    yg_buf_addf(&id, "chart-names-%s", by_words[by]);
    yg_buf_addf(&key, "look.by-%s", by_words[by]);
    yg_chart *chart =
        yg_section_chart(t->doc, section, yg_buf_str(&id), teller_say(t, yg_buf_z(&key), ""));
    chart->caption = teller_say(t, "look.chart-caption", "sn", t->name, (double)l->names.n);
    for (size_t i = 0; i < list->n && i < MOST_BRANDS; i++) {
        if (list->at[i].word.n > 0)
            put_figure(l, chart, by, &list->at[i]);
    }
    if (list->n > MOST_BRANDS)
        chart->note = teller_say(t, "look.more", "sn", command(t, " --sort brand"),
                                 (double)(list->n - MOST_BRANDS));
}

/* --- Tables --- */

static uint32_t evidence_of(look_alikes *l, name *one) {
    teller *t = l->t;
    if (one->evidence != 0)
        return one->evidence;
    yg_str day = day_of(t, one->last_us), kind = yg_say_word(&t->voice, "name-kind", one->how);
    yg_evidence e = {
        .id = one->id,
        .kind = YG_STR("finding"),
        .statement = teller_say(t, "look.finding", "sss", defanged(t, one->subject), one->brand,
                                one->explanation.n > 0 ? one->explanation : kind),
        .asserted_by = YG_STR("yagura"),
        .date = day,
        .date_label = yg_say_date(&t->voice, day),
        .note = teller_say(t, "look.read-in", "sn",
                           yg_str_eqz(one->file, "-") ? teller_say(t, "look.standard-input", "")
                                                      : one->file,
                           (double)one->offset_bytes),
    };
    teller_saw_date(t, day);
    one->evidence = yg_report_evidence(t->doc, &e, (yg_str){0});
    return one->evidence;
}

static void put_row(look_alikes *l, yg_table *table, name *one) {
    teller *t = l->t;
    YG_CLEANUP_BUF yg_buf names = {0}, unicode = {0};
    yg_cell *cells = yg_table_row(t->doc, table);
    teller_add_line(&names, defanged(t, one->subject));
    /* Where a sub-domain imitates, the registrable name says nothing. */
    teller_add_line(&names, defanged(t, one->host));
    if (yg_host_add_unicode(&unicode, one->host))
        teller_add_line(&names, defanged(t, yg_buf_str(&unicode)));
    cells[0].text = teller_buf(t, &names);
    yg_evidence_add(t->doc, &cells[0].evidence, evidence_of(l, one));
    cells[1].text = one->brand;
    cells[2].text =
        one->explanation.n > 0 ? one->explanation : yg_say_word(&t->voice, "name-kind", one->how);
    cells[3].text =
        teller_say(t, one->more ? "look.hosts-more" : "look.hosts", "n", (double)one->hosts);
    cells[4].text = seen(t, one->first_us, one->last_us);
    cells[5].text = yg_say_word(&t->voice, "finding-state", one->state);
}

static bool is_open(const name *one) {
    return !yg_str_eqz(one->state, "false-alarm") && !yg_str_eqz(one->state, "gone");
}

static yg_table *start_table(look_alikes *l, yg_section *section, const char *id,
                             const char *caption) {
    teller *t = l->t;
    const yg_str columns[] = {
        teller_say(t, "look.column.name", ""), teller_say(t, "look.column.imitates", ""),
        teller_say(t, "look.column.why", ""),  teller_say(t, "look.column.hosts", ""),
        teller_say(t, "look.column.seen", ""), teller_say(t, "look.column.state", "")};
    return yg_section_table(t->doc, section, id, teller_say(t, caption, "s", t->name), columns,
                            sizeof columns / sizeof *columns);
}

/* The first of those that still count; the newest only where these are not shown already. */
static void put_table(look_alikes *l, yg_section *section, const char *id, const char *caption,
                      size_t most) {
    yg_table *table = NULL;
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < l->names.n; i++) {
        name *one = &l->names.at[i];
        if (!is_open(one))
            continue;
        if (shown >= most) {
            left++;
            continue;
        }
        if (table == NULL)
            table = start_table(l, section, id, caption);
        put_row(l, table, one);
        shown++;
    }
    if (left > 0)
        table->note = teller_say(l->t, "look.more", "sn", command(l->t, ""), (double)left);
}

static int by_newest(const void *a, const void *b) {
    const name *x = a, *y = b;
    if (x->first_us != y->first_us)
        return x->first_us > y->first_us ? -1 : 1;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    int order = yg_str_cmp(x->subject, y->subject);
    return order != 0 ? order : yg_str_cmp(x->brand, y->brand);
}

/* --- The section --- */

static size_t open_names(const look_alikes *l) {
    size_t n = 0;
    for (size_t i = 0; i < l->names.n; i++)
        n += is_open(&l->names.at[i]);
    return n;
}

static uint64_t in_state(const look_alikes *l, const char *state) {
    for (size_t i = 0; i < l->tallies[BY_STATE].n; i++) {
        if (yg_str_eqz(l->tallies[BY_STATE].at[i].word, state))
            return l->tallies[BY_STATE].at[i].n;
    }
    return 0;
}

/* What the key judgements say of them. */
static void note_open(look_alikes *l) {
    teller *t = l->t;
    const name *best = NULL;
    for (size_t i = 0; i < l->names.n && best == NULL; i++)
        best = is_open(&l->names.at[i]) ? &l->names.at[i] : NULL;
    if (best == NULL)
        return;
    yg_findings_query query = query_of(t);
    query.state = YG_STR("new,watched,reported");
    yg_figure f = {.id = YG_STR("figure-names-open"),
                   .key = YG_STR("open"),
                   .kind = YG_FIGURE_COUNT,
                   .label = teller_say(t, "look.title", ""),
                   .query = query_text(t, &query),
                   .source = YG_STR("yagura"),
                   .period = t->doc->asked.period,
                   .period_label = t->doc->asked.period_label,
                   .definition = teller_say(t, "look.definition", ""),
                   .numerator = open_names(l),
                   .text = yg_say_number(&t->voice, (double)open_names(l)),
                   .brief = yg_say_number(&t->voice, (double)open_names(l)),
                   .evidence = l->all};
    t->look_alikes = yg_report_figure(t->doc, NULL, &f);
    t->look_alike = defanged(t, best->host);
    t->look_alikes_new = in_state(l, "new");
    t->look_alikes_reported = in_state(l, "reported");
}

static void put_advice(look_alikes *l, yg_section *section) {
    teller *t = l->t;
    const yg_evidence_set none = {0};
    uint64_t fresh = in_state(l, "new");
    yg_section_heading(section, teller_say(t, "look.what-to-do", ""));
    if (fresh > 0)
        teller_paragraph(t, section,
                         teller_say(t, "look.do.look", "sn",
                                    command(t, " --state new --sort score"), (double)fresh),
                         l->all);
    teller_paragraph(t, section, teller_say(t, "look.do.feedback", ""), none);
    teller_paragraph(t, section, teller_say(t, "look.do.block", ""), none);
    teller_paragraph(t, section, teller_say(t, "look.do.report", ""), none);
}

static void put_all(look_alikes *l, yg_section *section) {
    teller *t = l->t;
    count(l);
    put_query_evidence(l);
    yg_str when = seen(t, l->first_us, l->last_us);
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text, teller_say(t, "look.summary", "ssnnnn", t->name, when, (double)open_names(l),
                                 (double)in_state(l, "new"), (double)in_state(l, "watched"),
                                 (double)in_state(l, "reported")));
    if (open_names(l) < l->names.n)
        yg_buf_add(&text, teller_say(t, "look.summary-rest", "nn", (double)in_state(l, "gone"),
                                     (double)in_state(l, "false-alarm")));
    teller_paragraph(t, section, teller_buf(t, &text), l->all);
    note_open(l);
    for (size_t by = 0; by < BYS; by++)
        put_chart(l, section, by);
    put_table(l, section, "table-names-highest", "look.highest", MOST_HIGHEST);
    qsort(l->names.at, l->names.n, sizeof *l->names.at, by_newest);
    if (open_names(l) > MOST_HIGHEST)
        put_table(l, section, "table-names-newest", "look.newest", MOST_NEWEST);
    put_advice(l, section);
}

bool teller_look_alikes(teller *t, yg_error *err) {
    look_alikes l = {.t = t};
    yg_finding_filter filter = {.kind = YG_STR("name"), .since_us = INT64_MIN};
    if (t->organisation == 0)
        return true;
    bool done = yg_store_findings(t->store, &filter, take, &l, err);
    if (done) {
        yg_section *section =
            yg_report_section(t->doc, "look-alike-names", teller_say(t, "look.title", ""),
                              teller_say(t, "look.question", ""));
        if (l.names.n > 0)
            put_all(&l, section);
        else
            teller_note_paragraph(t, section, teller_say(t, "look.none", "s", t->name));
        teller_note_paragraph(t, section, teller_say(t, "look.note", ""));
    }
    for (size_t by = 0; by < BYS; by++)
        yg_vec_free(&l.tallies[by]);
    yg_vec_free(&l.names);
    return done;
}
