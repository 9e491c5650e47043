#include "tell/document.h"

#include "text/host.h"

void yg_report_free(yg_report *doc) {
    for (size_t i = 0; i < doc->sections.n; i++) {
        yg_section *section = doc->sections.at[i];
        for (size_t b = 0; b < section->blocks.n; b++) {
            yg_block *block = &section->blocks.at[b];
            if (block->kind == YG_BLOCK_CHART)
                yg_vec_free(&block->chart->figures);
            else if (block->kind == YG_BLOCK_TABLE)
                yg_vec_free(&block->table->rows);
        }
        yg_vec_free(&section->blocks);
    }
    yg_vec_free(&doc->sections);
    yg_vec_free(&doc->figures);
    yg_vec_free(&doc->evidence);
    yg_vec_free(&doc->references);
    yg_vec_free(&doc->collections);
    yg_vec_free(&doc->things);
    yg_map_free(&doc->numbers);
    yg_arena_free(&doc->arena);
}

/* The arena has no cap: what a report holds is bounded by the store it is made from. */
static void *make(yg_report *doc, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size)
        yg_mem_die("report");
    return yg_arena_alloc(&doc->arena, count * size);
}

yg_str yg_report_copy(yg_report *doc, yg_str s) {
    return s.n == 0 ? (yg_str){0} : yg_arena_copy(&doc->arena, s);
}

static bool is_web_address(yg_str s) {
    return (yg_str_starts(s, YG_STR("https://")) || yg_str_starts(s, YG_STR("http://"))) &&
           !yg_address_is_onion(s);
}

/* The place for the number of a thing: its kind and its key parts, separated by a byte that no
 * text holds. */
static uint64_t *number_of(yg_report *doc, char kind, yg_str a, yg_str b, bool *ret_new) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_buf_addc(&key, kind);
    yg_buf_add(&key, a);
    yg_buf_addc(&key, '\0');
    yg_buf_add(&key, b);
    return yg_map_put(&doc->numbers, yg_buf_str(&key), ret_new);
}

/* "example.org" of "https://www.example.org/a": pages are cited by the site that carries them,
 * which need not be the one who makes the statement. */
static yg_str site_of(yg_str address) {
    yg_str rest = yg_str_from(address, yg_str_find(address, YG_STR("://")) + 3);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
        n++;
    rest = yg_str_sub(rest, 0, n);
    return yg_str_starts(rest, YG_STR("www.")) ? yg_str_from(rest, 4) : rest;
}

uint32_t yg_report_reference(yg_report *doc, yg_str name, yg_str address, yg_str collection) {
    bool is_new = false;
    yg_str shown = is_web_address(address) ? address : (yg_str){0};
    uint64_t *number = shown.n > 0 ? number_of(doc, 'r', shown, (yg_str){0}, &is_new)
                                   : number_of(doc, 'n', name, collection, &is_new);
    if (!is_new)
        return (uint32_t)*number;
    yg_reference *reference = make(doc, 1, sizeof *reference);
    reference->name = yg_report_copy(doc, shown.n > 0 ? site_of(shown) : name);
    reference->address = yg_report_copy(doc, shown);
    reference->collection = yg_report_copy(doc, collection);
    for (size_t i = 0; i < doc->collections.n; i++)
        if (yg_str_eq(doc->collections.at[i]->name, collection))
            reference->licence = doc->collections.at[i]->licence;
    yg_vec_push(&doc->references, reference);
    *number = doc->references.n;
    return (uint32_t)doc->references.n;
}

void yg_report_speaks_of(yg_report *doc, const yg_report_thing *thing) {
    bool is_new = false;
    if (thing->id.n == 0)
        return;
    uint64_t *number = number_of(doc, 't', thing->id, (yg_str){0}, &is_new);
    if (is_new) {
        yg_vec_push(&doc->things,
                    ((yg_report_thing){.id = yg_report_copy(doc, thing->id),
                                       .number = yg_report_copy(doc, thing->number)}));
        *number = doc->things.n;
    }
    yg_report_thing *known = &doc->things.at[*number - 1];
    if (is_new || thing->score > known->score) {
        known->score = thing->score;
        known->comment = yg_report_copy(doc, thing->comment);
    }
}

void yg_report_collection(yg_report *doc, const yg_collection *collection) {
    bool is_new = false;
    uint64_t *number = number_of(doc, 'c', collection->name, (yg_str){0}, &is_new);
    if (!is_new)
        return;
    yg_collection *copy = make(doc, 1, sizeof *copy);
    copy->name = yg_report_copy(doc, collection->name);
    copy->publisher = yg_report_copy(doc, collection->publisher);
    copy->licence = yg_report_copy(doc, collection->licence);
    copy->version = yg_report_copy(doc, collection->version);
    copy->tlp = yg_report_copy(doc, collection->tlp);
    copy->published = yg_report_copy(doc, collection->published);
    if (is_web_address(collection->address))
        copy->address = yg_report_copy(doc, collection->address);
    yg_vec_push(&doc->collections, copy);
    for (size_t i = 0; i < doc->references.n; i++)
        if (yg_str_eq(doc->references.at[i]->collection, copy->name))
            doc->references.at[i]->licence = copy->licence;
    *number = doc->collections.n;
}

uint32_t yg_report_evidence(yg_report *doc, const yg_evidence *evidence, yg_str addresses) {
    bool is_new = false;
    uint64_t *number = number_of(doc, 'e', evidence->id, (yg_str){0}, &is_new);
    if (!is_new)
        return (uint32_t)*number;
    yg_evidence *copy = make(doc, 1, sizeof *copy);
    *copy = (yg_evidence){
        .id = yg_report_copy(doc, evidence->id),
        .kind = yg_report_copy(doc, evidence->kind),
        .statement = yg_report_copy(doc, evidence->statement),
        .asserted_by = yg_report_copy(doc, evidence->asserted_by),
        .collection = yg_report_copy(doc, evidence->collection),
        .known = yg_report_copy(doc, evidence->known),
        .known_label = yg_report_copy(doc, evidence->known_label),
        .date = yg_report_copy(doc, evidence->date),
        .date_label = yg_report_copy(doc, evidence->date_label),
        .note = yg_report_copy(doc, evidence->note),
    };
    yg_vec_push(&doc->evidence, copy);
    *number = doc->evidence.n; /* before references move the map */
    uint32_t result = (uint32_t)doc->evidence.n;
    yg_str rest = addresses, line;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line))
        if (line.n > 0)
            yg_evidence_add(doc, &copy->references,
                            yg_report_reference(doc, copy->asserted_by, line, copy->collection));
    if (copy->references.n == 0)
        yg_evidence_add(doc, &copy->references,
                        yg_report_reference(doc, copy->asserted_by, (yg_str){0}, copy->collection));
    return result;
}

void yg_evidence_add(yg_report *doc, yg_evidence_set *set, uint32_t number) {
    size_t at = set->n;
    if (number == 0)
        return;
    while (at > 0 && set->at[at - 1] > number)
        at--;
    if (at > 0 && set->at[at - 1] == number)
        return;
    /* Sets grow by doubling: room is a power of two, at least 4. */
    if (set->n == 0 || (set->n >= 4 && (set->n & (set->n - 1)) == 0)) {
        uint32_t *grown = make(doc, set->n == 0 ? 4 : set->n * 2, sizeof *grown);
        if (set->n > 0)
            memcpy(grown, set->at, set->n * sizeof *grown);
        set->at = grown;
    }
    memmove(set->at + at + 1, set->at + at, (set->n - at) * sizeof *set->at);
    set->at[at] = number;
    set->n++;
}

void yg_evidence_add_all(yg_report *doc, yg_evidence_set *set, yg_evidence_set more) {
    for (size_t i = 0; i < more.n; i++)
        yg_evidence_add(doc, set, more.at[i]);
}

yg_section *yg_report_section(yg_report *doc, const char *id, yg_str title, yg_str question) {
    yg_section *section = make(doc, 1, sizeof *section);
    section->id = yg_report_copy(doc, yg_str_of(id));
    section->title = yg_report_copy(doc, title);
    section->question = yg_report_copy(doc, question);
    yg_vec_push(&doc->sections, section);
    return section;
}

void yg_section_heading(yg_section *section, yg_str text) {
    yg_vec_push(&section->blocks, ((yg_block){.kind = YG_BLOCK_HEADING, .heading = text}));
}

yg_paragraph *yg_section_paragraph(yg_report *doc, yg_section *section, yg_text_role role,
                                   yg_str text, yg_evidence_set evidence) {
    yg_paragraph *paragraph = make(doc, 1, sizeof *paragraph);
    paragraph->role = role;
    paragraph->text = yg_report_copy(doc, text);
    yg_evidence_add_all(doc, &paragraph->evidence, evidence);
    yg_vec_push(&section->blocks, ((yg_block){.kind = YG_BLOCK_PARAGRAPH, .paragraph = paragraph}));
    return paragraph;
}

yg_chart *yg_section_chart(yg_report *doc, yg_section *section, yg_str id, yg_str title) {
    yg_chart *chart = make(doc, 1, sizeof *chart);
    chart->id = yg_report_copy(doc, id);
    chart->title = yg_report_copy(doc, title);
    yg_vec_push(&section->blocks, ((yg_block){.kind = YG_BLOCK_CHART, .chart = chart}));
    return chart;
}

yg_table *yg_section_table(yg_report *doc, yg_section *section, const char *id, yg_str caption,
                           const yg_str *columns, size_t columns_n) {
    yg_table *table = make(doc, 1, sizeof *table);
    table->id = yg_report_copy(doc, yg_str_of(id));
    table->caption = yg_report_copy(doc, caption);
    table->columns = make(doc, columns_n, sizeof *table->columns);
    for (size_t i = 0; i < columns_n; i++)
        table->columns[i] = yg_report_copy(doc, columns[i]);
    table->columns_n = columns_n;
    yg_vec_push(&section->blocks, ((yg_block){.kind = YG_BLOCK_TABLE, .table = table}));
    return table;
}

yg_cell *yg_table_row(yg_report *doc, yg_table *table) {
    yg_cell *cells = make(doc, table->columns_n, sizeof *cells);
    yg_vec_push(&table->rows, ((yg_row){.cells = cells}));
    return cells;
}

void yg_table_group(yg_table *table, yg_str text) {
    yg_vec_push(&table->rows, ((yg_row){.group = text}));
}

yg_figure *yg_report_figure(yg_report *doc, yg_chart *chart, const yg_figure *figure) {
    yg_figure *copy = make(doc, 1, sizeof *copy);
    *copy = *figure;
    copy->evidence = (yg_evidence_set){0};
    yg_evidence_add_all(doc, &copy->evidence, figure->evidence);
    if (copy->kind == YG_FIGURE_SHARE && copy->has_denominator) {
        copy->show = yg_share_show(copy->denominator);
        if (copy->method.n == 0)
            copy->interval = yg_share_wilson95(copy->numerator, copy->denominator);
        copy->share =
            copy->denominator == 0 ? 0 : (double)copy->numerator / (double)copy->denominator;
    } else {
        copy->show = copy->method.n > 0 ? YG_SHOW_INTERVAL : YG_SHOW_NOTHING;
    }
    if (chart != NULL)
        yg_vec_push(&chart->figures, (uint32_t)doc->figures.n);
    yg_vec_push(&doc->figures, copy);
    return copy;
}

const char *yg_chart_form_word(yg_chart_form form) {
    static const char *const words[] = {"bars", "timeline", "matrix", "flow", "map", "tiles"};
    return words[form];
}

const char *yg_figure_kind_word(yg_figure_kind kind) {
    static const char *const words[] = {"share", "count", "rank", "trend"};
    return words[kind];
}

bool yg_chart_unknown_told(const yg_report *doc, const yg_chart *chart, size_t row) {
    if (row == 0)
        return false;
    const yg_figure *f = doc->figures.at[chart->figures.at[row]],
                    *before = doc->figures.at[chart->figures.at[row - 1]];
    return before->has_unknown && before->unknown == f->unknown && f->group.n > 0 &&
           before->denominator == f->denominator && yg_str_eq(before->group, f->group) &&
           yg_str_eq(before->source, f->source);
}
