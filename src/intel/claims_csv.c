/* The CSV form of the format as the same tree that the YAML form gives: a column "note.en" is the
 * key "en" in the map "note", cells of lists are cut at ';', empty cells are absent keys. */
#include "base/utf8.h"
#include "intel/claims_file.h"
#include "text/csv.h"

enum { MOST_COLUMNS = 256 };

typedef struct {
    yg_str outer, key; /* outer is empty for a column without a dot */
    bool is_list, is_known;
} column;

typedef struct {
    yg_claims_file *file;
    yg_yaml *tree;
    const yg_claims_rule *rules;
    column *columns;
    size_t n_columns;
    yg_claims_kind kind;
} job;

static yg_yaml_node *make(job *j, yg_yaml_kind kind, yg_str key, const yg_csv *csv) {
    yg_yaml_node *node = yg_yaml_make(j->tree, kind);
    if (node == NULL)
        return NULL;
    node->key = key;
    node->line = csv->line;
    node->column = 1;
    node->offset_bytes = csv->offset_bytes;
    return node;
}

static bool add_scalar(job *j, yg_yaml_node *parent, yg_str key, yg_str text, const yg_csv *csv) {
    yg_yaml_node *node = make(j, YG_YAML_SCALAR, key, csv);
    if (node == NULL)
        return false;
    node->quoted = true;
    node->text = yg_arena_copy(&j->tree->arena, text);
    yg_yaml_hang(parent, node);
    return true;
}

static bool add_cell(job *j, yg_yaml_node *record, const column *c, yg_str cell,
                     const yg_csv *csv) {
    yg_yaml_node *parent = record, *list;
    yg_str item;
    if (c->outer.n > 0) {
        parent = NULL;
        for (yg_yaml_node *node = record->first; node != NULL; node = node->next)
            parent = yg_str_eq(node->key, c->outer) ? node : parent;
        if (parent == NULL) {
            parent = make(j, YG_YAML_MAP, c->outer, csv);
            if (parent == NULL)
                return false;
            yg_yaml_hang(record, parent);
        }
    }
    if (!c->is_list)
        return add_scalar(j, parent, c->key, cell, csv);
    if ((list = make(j, YG_YAML_LIST, c->key, csv)) == NULL)
        return false;
    yg_yaml_hang(parent, list);
    while (yg_str_split(&cell, ';', &item)) {
        item = yg_str_trim(item);
        if (item.n > 0 && !add_scalar(j, list, (yg_str){NULL, 0}, item, csv))
            return false;
    }
    return true;
}

static bool add_row(job *j, const yg_csv *csv, yg_error *err) {
    if (csv->n != j->n_columns) {
        yg_claims_note_add(j->file, YG_ERR_INPUT, "row has another number of cells than the header",
                           csv->offset_bytes, csv->cells[0]);
        return true;
    }
    for (size_t i = 0; i < csv->n; i++) {
        if (yg_utf8_check(csv->cells[i]) < csv->cells[i].n) {
            yg_claims_note_add(j->file, YG_ERR_INPUT, "row is not UTF-8", csv->offset_bytes,
                               (yg_str){NULL, 0});
            return true;
        }
    }
    yg_yaml_node *record = make(j, YG_YAML_MAP, (yg_str){NULL, 0}, csv);
    bool fits = record != NULL;
    for (size_t i = 0; i < csv->n && fits; i++) {
        yg_str cell = csv->cells[i];
        if (j->columns[i].is_known && yg_str_trim(cell).n > 0)
            fits = add_cell(j, record, &j->columns[i], cell, csv);
    }
    if (!fits)
        return yg_fail(err, YG_ERR_LIMIT, "line %zu: more cells than the limit of nodes",
                       csv->line);
    yg_vec_push(&j->file->records, ((yg_claims_record){j->kind, record}));
    return true;
}

/* What the column is by the schema; an unknown one is reported once and left out. */
static column read_column(job *j, const yg_csv *csv, yg_str name) {
    column c = {.key = yg_arena_copy(&j->tree->arena, yg_str_trim(name))};
    const yg_claims_rule *rules = j->rules, *rule = NULL;
    size_t dot = yg_str_chr(c.key, '.');
    if (dot != SIZE_MAX) {
        c.outer = yg_arena_copy(&j->tree->arena, yg_str_sub(c.key, 0, dot));
        c.key = yg_str_from(c.key, dot + 1);
        rule = yg_claims_rule_of(rules, c.outer);
        bool bilingual = rule != NULL && rule->type == YG_CLAIMS_BILINGUAL;
        rules = rule != NULL && !rule->is_list ? rule->members : NULL;
        c.is_known = bilingual && (yg_str_eqz(c.key, "en") || yg_str_eqz(c.key, "ja"));
    }
    rule = rules != NULL ? yg_claims_rule_of(rules, c.key) : NULL;
    bool foreign = yg_str_starts(name, YG_STR("x-"));
    c.is_list = rule != NULL && rule->is_list;
    c.is_known = c.is_known || foreign ||
                 (rule != NULL && rule->type != YG_CLAIMS_MAP && rule->type != YG_CLAIMS_BILINGUAL);
    if (!c.is_known) {
        YG_CLEANUP_BUF yg_buf detail = {0};
        const char *nearest = rules != NULL ? yg_claims_nearest(rules, c.key) : NULL;
        yg_utf8_add_repaired(&detail, yg_str_trim(name));
        if (nearest != NULL)
            yg_buf_addf(&detail, ", did you mean \"%s\"?", nearest);
        yg_claims_note_add(j->file, YG_ERR_INPUT, "unknown key", csv->offset_bytes,
                           yg_buf_str(&detail));
    }
    return c;
}

static bool read_header(job *j, const yg_csv *csv, yg_error *err) {
    if (csv->n > MOST_COLUMNS)
        return yg_fail(err, YG_ERR_LIMIT, "more columns than the limit of 256");
    j->n_columns = csv->n;
    j->columns = yg_alloc(csv->n, sizeof *j->columns);
    for (size_t i = 0; i < csv->n; i++) {
        j->columns[i] = read_column(j, csv, csv->cells[i]);
        for (size_t k = 0; k < i; k++) {
            if (yg_str_eq(j->columns[i].key, j->columns[k].key) &&
                yg_str_eq(j->columns[i].outer, j->columns[k].outer))
                return yg_fail(err, YG_ERR_INPUT, "column %zu has the name of column %zu", i + 1,
                               k + 1);
        }
    }
    return true;
}

/* "# source.name: Example": the comment lines in front of the header. Gives the bytes they take. */
static size_t read_source(job *j, yg_str text) {
    size_t at = yg_str_starts(text, YG_STR("\xEF\xBB\xBF")) ? 3 : 0;
    const yg_str mark = YG_STR("# source.");
    yg_yaml_node *source = yg_yaml_make(j->tree, YG_YAML_MAP);
    yg_csv place = {.line = 1};
    j->file->source = source;
    for (; at < text.n && text.p[at] == '#'; place.line++) {
        yg_str rest = yg_str_from(text, at);
        size_t end = yg_str_chr(rest, '\n');
        yg_str line = yg_str_sub(rest, 0, end);
        size_t colon = yg_str_chr(line, ':');
        place.offset_bytes = at;
        at = end == SIZE_MAX ? text.n : at + end + 1;
        if (!yg_str_starts(line, mark) || colon == SIZE_MAX)
            continue;
        yg_str value = yg_str_trim(yg_str_from(line, colon + 1));
        yg_str key =
            yg_arena_copy(&j->tree->arena, yg_str_trim(yg_str_sub(line, mark.n, colon - mark.n)));
        if (yg_utf8_check(line) < line.n)
            yg_claims_note_add(j->file, YG_ERR_INPUT, "row is not UTF-8", place.offset_bytes, key);
        else if (value.n > 0 && yg_yaml_get(source, key.p) == NULL)
            add_scalar(j, source, key, value, &place);
    }
    return at;
}

bool yg_claims_csv_read(yg_claims_file *file, yg_str text, yg_claims_kind kind, yg_error *err) {
    YG_CLEANUP_CSV yg_csv csv;
    job j = {.file = file,
             .tree = yg_claims_tree_add(file),
             .rules = yg_claims_rules[kind],
             .kind = kind};
    size_t start = read_source(&j, text);
    size_t lines = 1;
    for (size_t i = 0; i < start; i++)
        lines += text.p[i] == '\n';
    yg_csv_start(&csv, text, (yg_csv_options){.delimiter = ',', .keep_comments = true});
    csv.at = start;
    csv.next_line = lines;
    yg_csv_step step = yg_csv_next(&csv);
    bool fine = step == YG_CSV_ROW ? read_header(&j, &csv, err)
                                   : yg_fail(err, YG_ERR_INPUT, "line %zu: no header row", lines);
    while (fine && (step = yg_csv_next(&csv)) != YG_CSV_END) {
        if (step == YG_CSV_BAD)
            yg_claims_note_add(file, YG_ERR_INPUT, csv.fault, csv.offset_bytes, (yg_str){NULL, 0});
        else
            fine = add_row(&j, &csv, err);
    }
    free(j.columns);
    return fine;
}
