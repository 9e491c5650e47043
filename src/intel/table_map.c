#include "intel/table_map.h"

#include "text/nearest.h"

enum { BOTH, INCIDENTS, STATISTICS };

static const struct {
    const char *name;
    int kind;
    bool required, date;
} rules[YG_MAP_FIELDS] = {
    [YG_MAP_KEY] = {"key", INCIDENTS, false, false},
    [YG_MAP_DATE] = {"date", INCIDENTS, true, true},
    [YG_MAP_VICTIM] = {"victim", INCIDENTS, false, false},
    [YG_MAP_VICTIM_JA] = {"victim-ja", INCIDENTS, false, false},
    [YG_MAP_COUNTRY] = {"country", INCIDENTS, false, false},
    [YG_MAP_PARENT] = {"parent", INCIDENTS, false, false},
    [YG_MAP_PARENT_COUNTRY] = {"parent-country", INCIDENTS, false, false},
    [YG_MAP_SECTOR] = {"sector", BOTH, false, false},
    [YG_MAP_TYPES] = {"types", INCIDENTS, true, false},
    [YG_MAP_ACTORS] = {"actors", INCIDENTS, false, false},
    [YG_MAP_DOMAIN] = {"domain", INCIDENTS, false, false},
    [YG_MAP_SUMMARY] = {"summary", INCIDENTS, false, false},
    [YG_MAP_ENTRY_METHOD] = {"entry-method", INCIDENTS, false, false},
    [YG_MAP_ENTERED_AT] = {"entered-at", INCIDENTS, false, false},
    [YG_MAP_REACHED_PARENT] = {"reached-parent", INCIDENTS, false, false},
    [YG_MAP_SERIES] = {"series", STATISTICS, true, false},
    [YG_MAP_SERIES_NAME] = {"series-name", STATISTICS, false, false},
    [YG_MAP_SERIES_NAME_JA] = {"series-name-ja", STATISTICS, false, false},
    [YG_MAP_PERIOD] = {"period", STATISTICS, false, true},
    [YG_MAP_SCHEME] = {"category-scheme", STATISTICS, true, false},
    [YG_MAP_CATEGORY] = {"category", STATISTICS, false, false},
    [YG_MAP_COUNT] = {"count", STATISTICS, false, false},
    [YG_MAP_TOTAL] = {"total", STATISTICS, false, false},
    [YG_MAP_GEOGRAPHY] = {"geography", STATISTICS, false, false},
    [YG_MAP_SUBJECT] = {"subject", STATISTICS, true, false},
    [YG_MAP_UNIT] = {"unit", STATISTICS, false, false},
    [YG_MAP_DEFINITION] = {"definition", STATISTICS, true, false},
    [YG_MAP_PUBLISHED] = {"published", STATISTICS, false, true},
    [YG_MAP_ASSERTED_BY] = {"asserted-by", BOTH, false, false},
    [YG_MAP_REFERENCES] = {"references", BOTH, false, false},
    [YG_MAP_NOTE] = {"note", BOTH, false, false},
};

const char *yg_map_field_name(yg_map_field_id field) {
    return rules[field].name;
}

static bool fail(const yg_yaml_node *node, yg_error *err, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf text = {0};
    va_list args;
    va_start(args, format);
    yg_buf_addv(&text, format, args);
    va_end(args);
    return yg_fail(err, YG_ERR_INPUT, "map, line %zu, column %zu: %s", node->line, node->column,
                   yg_buf_z(&text));
}

static bool unknown(const yg_yaml_node *node, const char *const *known, size_t n, yg_error *err) {
    yg_nearest best = {0};
    YG_CLEANUP_BUF yg_buf list = {0};
    for (size_t i = 0; i < n; i++) {
        yg_nearest_offer(&best, node->key, yg_str_of(known[i]));
        yg_buf_addf(&list, "%s%s", i > 0 ? ", " : "", known[i]);
    }
    if (best.word.n > 0)
        return fail(node, err, "unknown key \"%.*s\"; did you mean \"%.*s\"?", YG_FMT(node->key),
                    YG_FMT(best.word));
    return fail(node, err, "unknown key \"%.*s\"; known here: %s", YG_FMT(node->key),
                yg_buf_z(&list));
}

static bool one_of(const yg_yaml_node *map, const char *const *known, size_t n, yg_error *err) {
    for (const yg_yaml_node *node = map->first; node != NULL; node = node->next) {
        bool found = false;
        for (size_t i = 0; i < n && !found; i++)
            found = yg_str_eqz(node->key, known[i]);
        if (!found)
            return unknown(node, known, n, err);
    }
    return true;
}
#define ONE_OF(map, err, ...)                                                                      \
    one_of(map, (const char *const[]){__VA_ARGS__},                                                \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), err)

/* One character, or the words tab and space. */
static bool read_char(const yg_yaml_node *node, char *ret_char, yg_error *err) {
    if (node == NULL)
        return true;
    if (yg_str_eqz(node->text, "tab") || yg_str_eqz(node->text, "\\t"))
        *ret_char = '\t';
    else if (node->kind == YG_YAML_SCALAR && node->text.n == 1 && (node->text.p[0] & 0x80) == 0)
        *ret_char = node->text.p[0];
    else
        return fail(node, err, "expected one character, or the word tab");
    return true;
}

/* ASCII letters as small ones. */
static void add_small(yg_buf *buf, yg_str word) {
    for (size_t i = 0; i < word.n; i++)
        yg_buf_addc(buf,
                    word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] | 0x20) : word.p[i]);
}

yg_str yg_map_word(const yg_map_field *field, yg_str word) {
    YG_CLEANUP_BUF yg_buf small = {0};
    if (field->values.n == 0)
        return word;
    add_small(&small, word);
    uint64_t *place = yg_map_get(&field->by_word, yg_buf_str(&small));
    return place != NULL ? field->values.at[*place].to : word;
}

static bool read_values(yg_map_field *field, const yg_yaml_node *values, yg_error *err) {
    if (values == NULL)
        return true;
    if (values->kind != YG_YAML_MAP)
        return fail(values, err, "expected a mapping of the table's words to ours");
    for (const yg_yaml_node *node = values->first; node != NULL; node = node->next) {
        if (node->kind != YG_YAML_SCALAR)
            return fail(node, err, "expected a word");
        YG_CLEANUP_BUF yg_buf small = {0};
        bool is_new = false;
        add_small(&small, node->key);
        uint64_t *place = yg_map_put(&field->by_word, yg_buf_str(&small), &is_new);
        if (is_new)
            *place = field->values.n;
        yg_vec_push(&field->values, ((yg_map_value){node->key, node->text}));
    }
    return true;
}

static bool read_field(yg_table_map *map, yg_map_field_id id, const yg_yaml_node *node,
                       yg_error *err) {
    yg_map_field *field = &map->fields[id];
    field->is_set = true;
    field->line = node->line;
    field->column_number = node->column;
    if (node->kind == YG_YAML_SCALAR) {
        field->column = node->text;
        return node->text.n > 0 || fail(node, err, "expected the name of a column");
    }
    if (node->kind != YG_YAML_MAP)
        return fail(node, err,
                    "expected the name of a column, or a mapping with column or constant");
    if (!ONE_OF(node, err, "column", "constant", "split", "format", "values"))
        return false;
    field->column = yg_yaml_str(node, "column");
    field->constant = yg_yaml_str(node, "constant");
    field->format = yg_yaml_str(node, "format");
    if (field->column.n == 0 && field->constant.n == 0)
        return fail(node, err, "expected column or constant");
    if (field->format.n > 0 && !rules[id].date)
        return fail(yg_yaml_get(node, "format"), err, "format is for dates only");
    for (size_t i = 0; i < field->format.n; i++) {
        bool known = field->format.p[i] != '%' ||
                     (i + 1 < field->format.n && strchr("YmdbBHMS", field->format.p[++i]) != NULL);
        if (!known)
            return fail(yg_yaml_get(node, "format"), err,
                        "a format knows %%Y %%m %%d %%b %%B %%H %%M %%S");
    }
    return read_char(yg_yaml_get(node, "split"), &field->split, err) &&
           read_values(field, yg_yaml_get(node, "values"), err);
}

static bool read_columns(yg_table_map *map, const yg_yaml_node *columns, yg_error *err) {
    if (columns == NULL || columns->kind != YG_YAML_MAP)
        return fail(columns != NULL ? columns : map->yaml.root, err,
                    "expected columns: a mapping of fields to columns");
    for (const yg_yaml_node *node = columns->first; node != NULL; node = node->next) {
        const char *known[YG_MAP_FIELDS];
        size_t n = 0, found = YG_MAP_FIELDS;
        for (size_t i = 0; i < YG_MAP_FIELDS; i++) {
            if (rules[i].kind != BOTH && (rules[i].kind == STATISTICS) != map->statistics)
                continue;
            known[n++] = rules[i].name;
            if (yg_str_eqz(node->key, rules[i].name))
                found = i;
        }
        if (found == YG_MAP_FIELDS)
            return unknown(node, known, n, err);
        if (!read_field(map, (yg_map_field_id)found, node, err))
            return false;
    }
    return true;
}

static bool read_source(yg_table_map *map, const yg_yaml_node *source, yg_error *err) {
    if (source == NULL || source->kind != YG_YAML_MAP || yg_yaml_str(source, "name").n == 0)
        return fail(source != NULL ? source : map->yaml.root, err,
                    "expected source: with at least a name");
    if (!ONE_OF(source, err, "name", "publisher", "address", "licence", "tlp", "version",
                "published"))
        return false;
    map->source = (yg_source){.name = yg_yaml_str(source, "name"),
                              .publisher = yg_yaml_str(source, "publisher"),
                              .address = yg_yaml_str(source, "address"),
                              .licence = yg_yaml_str(source, "licence"),
                              .tlp = yg_yaml_str(source, "tlp"),
                              .version = yg_yaml_str(source, "version"),
                              .published = yg_yaml_str(source, "published")};
    return true;
}

static bool read_table(yg_table_map *map, const yg_yaml_node *table, yg_error *err) {
    uint64_t skip = 0;
    if (table == NULL)
        return true;
    if (!ONE_OF(table, err, "delimiter", "skip-rows", "header"))
        return false;
    const yg_yaml_node *rows = yg_yaml_get(table, "skip-rows"),
                       *header = yg_yaml_get(table, "header");
    if (rows != NULL && (!yg_str_to_u64(rows->text, &skip) || skip > 1000))
        return fail(rows, err, "expected a number of rows, at most 1000");
    if (header != NULL && !yg_str_eqz(header->text, "yes") && !yg_str_eqz(header->text, "no"))
        return fail(header, err, "expected yes or no");
    map->skip_rows = (size_t)skip;
    map->no_header = header != NULL && yg_str_eqz(header->text, "no");
    return read_char(yg_yaml_get(table, "delimiter"), &map->delimiter, err);
}

static bool read_cells(yg_table_map *map, const yg_yaml_node *cells, yg_error *err) {
    if (cells == NULL)
        return true;
    yg_str are = yg_yaml_str(cells, "are");
    if (!map->statistics)
        return fail(cells, err, "cells is for kind: statistics");
    if (!ONE_OF(cells, err, "are", "columns"))
        return false;
    if (!yg_str_eqz(are, "categories") && !yg_str_eqz(are, "periods"))
        return fail(cells, err, "expected are: categories, or are: periods");
    map->cells = are.p[0] == 'c' ? YG_CELLS_CATEGORIES : YG_CELLS_PERIODS;
    const yg_yaml_node *columns = yg_yaml_get(cells, "columns");
    for (const yg_yaml_node *node = columns != NULL ? columns->first : NULL; node != NULL;
         node = node->next)
        yg_vec_push(&map->cell_columns, node->text);
    return true;
}

static bool check(const yg_table_map *map, yg_error *err) {
    for (size_t i = 0; i < YG_MAP_FIELDS; i++) {
        bool here = rules[i].kind == BOTH || (rules[i].kind == STATISTICS) == map->statistics;
        if (here && rules[i].required && !map->fields[i].is_set)
            return fail(map->yaml.root, err, "columns: %s is missing; a column, or a constant",
                        rules[i].name);
    }
    if (!map->statistics)
        return map->fields[YG_MAP_VICTIM].is_set || map->fields[YG_MAP_KEY].is_set ||
               fail(map->yaml.root, err, "columns: victim is missing (or a key)");
    const yg_map_field_id needed[] = {YG_MAP_PERIOD, YG_MAP_CATEGORY, YG_MAP_COUNT};
    const yg_map_cells instead[] = {YG_CELLS_PERIODS, YG_CELLS_CATEGORIES, YG_CELLS_NONE};
    for (size_t i = 0; i < 3; i++) {
        bool by_cells = i == 2 ? map->cells != YG_CELLS_NONE : map->cells == instead[i];
        if (!map->fields[needed[i]].is_set && !by_cells)
            return fail(map->yaml.root, err, "columns: %s is missing; a column, or cells",
                        rules[needed[i]].name);
    }
    return true;
}

bool yg_table_map_parse(yg_table_map *map, yg_str text, yg_error *err) {
    if (!yg_yaml_parse(&map->yaml, text, err))
        return yg_fail_in(err, "map");
    const yg_yaml_node *root = map->yaml.root;
    if (root == NULL || root->kind != YG_YAML_MAP ||
        !yg_str_eqz(yg_yaml_str(root, "yagura-map"), "1"))
        return yg_fail(err, YG_ERR_INPUT,
                       "map: not a map of a table: it begins with yagura-map: 1");
    if (!ONE_OF(root, err, "yagura-map", "kind", "source", "date-kind", "how-known", "table",
                "columns", "cells"))
        return false;
    const yg_yaml_node *kind = yg_yaml_get(root, "kind"), *known = yg_yaml_get(root, "how-known");
    if (kind == NULL ||
        (!yg_str_eqz(kind->text, "incidents") && !yg_str_eqz(kind->text, "statistics")))
        return fail(kind != NULL ? kind : root, err,
                    "expected kind: incidents, or kind: statistics");
    map->statistics = kind->text.p[0] == 's';
    map->date_kind = yg_yaml_str(root, "date-kind");
    if (map->date_kind.n > 0 && !yg_str_eqz(map->date_kind, "occurred") &&
        !yg_str_eqz(map->date_kind, "discovered") && !yg_str_eqz(map->date_kind, "reported"))
        return fail(yg_yaml_get(root, "date-kind"), err,
                    "expected occurred, discovered or reported");
    if (known != NULL && !yg_known_from_word(known->text, &map->known))
        return fail(known, err,
                    "expected claimed-by-attacker, reported, assessed-by-analyst, "
                    "confirmed-by-victim, official or derived");
    return read_source(map, yg_yaml_get(root, "source"), err) &&
           read_table(map, yg_yaml_get(root, "table"), err) &&
           read_columns(map, yg_yaml_get(root, "columns"), err) &&
           read_cells(map, yg_yaml_get(root, "cells"), err) && check(map, err);
}

void yg_table_map_free(yg_table_map *map) {
    for (size_t i = 0; i < YG_MAP_FIELDS; i++) {
        yg_vec_free(&map->fields[i].values);
        yg_map_free(&map->fields[i].by_word);
    }
    yg_vec_free(&map->cell_columns);
    yg_yaml_free(&map->yaml);
}
