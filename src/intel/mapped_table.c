#include "intel/mapped_part.h"

#include "base/utf8.h"
#include "text/nearest.h"

#define MARK "yagura-map:"

int yg_mapped_table_probe(yg_str head, yg_str path) {
    (void)path;
    return yg_str_starts(head, YG_STR(MARK)) ? 100 : 0;
}

void yg_mapped_text_make(yg_mapped_text *text, yg_str bytes, size_t before_bytes) {
    text->bytes = bytes;
    text->before_bytes = before_bytes;
    text->text = yg_charset_text(bytes, &text->converted, &text->charset);
}

void yg_mapped_text_free(yg_mapped_text *text) {
    yg_buf_free(&text->converted);
}

/* Lines stay lines in every conversion, so the line's number finds its place; rows come in order.
 */
size_t yg_mapped_offset(yg_mapped *m) {
    const yg_mapped_text *t = m->text;
    bool wide =
        yg_str_starts(t->bytes, YG_STR("\xFF\xFE")) || yg_str_starts(t->bytes, YG_STR("\xFE\xFF"));
    size_t step = wide ? 2 : 1, low = wide && t->bytes.p[0] == '\xFE';
    if (t->converted.n == 0)
        return t->before_bytes + (t->bytes.n - t->text.n) + m->csv.offset_bytes;
    if (m->line == 0 || m->line > m->csv.line) {
        m->line = 1;
        m->line_bytes = 0;
    }
    while (m->line < m->csv.line && m->line_bytes + step <= t->bytes.n) {
        const char *p = t->bytes.p + m->line_bytes;
        m->line += p[low] == '\n' && (!wide || p[!low] == '\0');
        m->line_bytes += step;
    }
    return t->before_bytes + m->line_bytes;
}

void yg_mapped_reject(yg_mapped *m, const char *reason, yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, yg_mapped_offset(m), m->rows};
    m->sink->reject(m->sink->self, &fault, detail);
}

static bool find_column(yg_mapped *m, yg_str name, size_t line, int *ret_column, yg_error *err) {
    yg_nearest best = {0};
    uint64_t number = 0;
    for (size_t i = 0; i < m->header.n; i++) {
        if (yg_str_eq_nocase(yg_str_trim(m->header.at[i]), yg_str_trim(name))) {
            *ret_column = (int)i;
            return true;
        }
        yg_nearest_offer(&best, name, m->header.at[i]);
    }
    if (yg_str_to_u64(name, &number) && number >= 1 && number <= m->header.n) {
        *ret_column = (int)number - 1;
        return true;
    }
    if (best.word.n > 0)
        return yg_fail(err, YG_ERR_INPUT,
                       "map, line %zu: the table has no column \"%.*s\"; did you mean \"%.*s\"?",
                       line, YG_FMT(name), YG_FMT(best.word));
    return yg_fail(err, YG_ERR_INPUT, "map, line %zu: the table has no column \"%.*s\"", line,
                   YG_FMT(name));
}

static bool is_named(const yg_mapped *m, int column) {
    for (size_t i = 0; i < YG_MAP_FIELDS; i++) {
        if (m->columns[i] == column)
            return true;
    }
    return false;
}

/* The columns of a wide table, each once. */
static bool find_cells(yg_mapped *m, yg_error *err) {
    bool *taken = yg_arena_alloc(&m->arena, m->header.n + 1);
    int column = 0;
    for (size_t i = 0; i < m->map->cell_columns.n; i++) {
        yg_str name = m->map->cell_columns.at[i];
        if (!find_column(m, name, 1, &column, err))
            return false;
        if (taken[column])
            return yg_fail(err, YG_ERR_INPUT, "map: cells: the column \"%.*s\" is there twice",
                           YG_FMT(name));
        taken[column] = true;
        yg_vec_push(&m->cells, (size_t)column);
    }
    for (size_t i = 0; i < m->header.n && m->map->cell_columns.n == 0; i++) {
        if (!is_named(m, (int)i))
            yg_vec_push(&m->cells, i);
    }
    return true;
}

static bool find_columns(yg_mapped *m, yg_error *err) {
    for (size_t i = 0; i < YG_MAP_FIELDS; i++) {
        const yg_map_field *field = &m->map->fields[i];
        m->columns[i] = YG_MAPPED_NO_COLUMN;
        if (field->column.n > 0 && !find_column(m, field->column, field->line, &m->columns[i], err))
            return false;
    }
    return m->map->cells == YG_CELLS_NONE || find_cells(m, err);
}

/* Steps over title lines, then takes the header (or, without one, only counts the columns). */
static bool take_header(yg_mapped *m, yg_error *err) {
    yg_csv_step step = YG_CSV_ROW;
    for (size_t i = 0; i <= m->map->skip_rows && step != YG_CSV_END; i++) {
        do {
            step = yg_csv_next(&m->csv);
        } while (step == YG_CSV_BAD);
    }
    if (step == YG_CSV_END)
        return yg_fail(err, YG_ERR_INPUT, "the table has no header row");
    for (size_t i = 0; i < m->csv.n; i++) {
        yg_str cell = m->map->no_header ? YG_STR("") : m->csv.cells[i];
        if (yg_utf8_check(cell) < cell.n)
            return yg_fail(err, YG_ERR_INPUT, "the header row is not UTF-8");
        yg_vec_push(&m->header, yg_arena_copy(&m->arena, cell));
    }
    return find_columns(m, err);
}

static yg_str cell_of(const yg_mapped *m, yg_map_field_id id) {
    int column = m->columns[id];
    return column >= 0 && (size_t)column < m->csv.n ? yg_str_trim(m->csv.cells[column])
                                                    : (yg_str){NULL, 0};
}

yg_str yg_mapped_value(yg_mapped *m, yg_map_field_id id) {
    const yg_map_field *field = &m->map->fields[id];
    yg_str cell = yg_map_word(field, cell_of(m, id));
    return cell.n > 0 ? cell : field->constant;
}

yg_str yg_mapped_list(yg_mapped *m, yg_map_field_id id) {
    const yg_map_field *field = &m->map->fields[id];
    yg_str rest = cell_of(m, id), part;
    YG_CLEANUP_BUF yg_buf list = {0};
    if (rest.n == 0)
        rest = field->constant;
    while (rest.n > 0) {
        part = rest;
        if (field->split == 0)
            rest = (yg_str){NULL, 0};
        else if (!yg_str_split(&rest, field->split, &part))
            break;
        part = yg_map_word(field, yg_str_trim(part));
        if (part.n == 0 || yg_str_chr(part, '\n') != SIZE_MAX)
            continue;
        if (list.n > 0)
            yg_buf_addc(&list, '\n');
        yg_buf_add(&list, part);
    }
    return yg_arena_copy(&m->row, yg_buf_str(&list));
}

static bool is_sound(yg_mapped *m) {
    if (m->csv.n != m->header.n) {
        yg_mapped_reject(m, "row has another number of cells than the header", (yg_str){NULL, 0});
        return false;
    }
    for (size_t i = 0; i < m->csv.n; i++) {
        if (yg_utf8_check(m->csv.cells[i]) < m->csv.cells[i].n) {
            yg_mapped_reject(m, "row is not UTF-8", (yg_str){NULL, 0});
            return false;
        }
    }
    return true;
}

static bool read_rows(yg_mapped *m, yg_error *err) {
    bool first = m->map->no_header; /* the row at hand is data already */
    for (;;) {
        yg_csv_step step = first ? YG_CSV_ROW : yg_csv_next(&m->csv);
        first = false;
        if (step == YG_CSV_END)
            return true;
        m->rows++;
        if (step == YG_CSV_BAD) {
            yg_mapped_reject(m, m->csv.fault, (yg_str){NULL, 0});
            continue;
        }
        yg_arena_reset(&m->row);
        if (is_sound(m) &&
            !(m->map->statistics ? yg_mapped_statistics(m, err) : yg_mapped_incident(m, err)))
            return false;
        if (m->input->progress.advance != NULL && m->rows % 1024 == 0)
            m->input->progress.advance(m->input->progress.self, m->csv.offset_bytes, m->csv.text.n);
    }
}

/* Periods across: the total of a column stands in a row of its own, often the last. */
static void find_totals(yg_mapped *m) {
    YG_CLEANUP_CSV yg_csv csv = {0};
    yg_csv_step step;
    int label = m->columns[YG_MAP_CATEGORY];
    if (m->map->cells != YG_CELLS_PERIODS || label < 0 || m->map->fields[YG_MAP_TOTAL].is_set)
        return;
    yg_csv_start(&csv, m->csv.text,
                 (yg_csv_options){.delimiter = m->map->delimiter, .keep_comments = true});
    while ((step = yg_csv_next(&csv)) != YG_CSV_END) {
        if (step == YG_CSV_BAD || csv.n != m->header.n || !yg_mapped_is_total(csv.cells[label]))
            continue;
        for (size_t i = 0; i < m->cells.n; i++)
            yg_vec_push(&m->totals, yg_arena_copy(&m->arena, csv.cells[m->cells.at[i]]));
        return;
    }
}

bool yg_mapped_table_rows(const yg_table_map *map, const yg_mapped_text *text,
                          const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    yg_mapped m = {.map = map,
                   .sink = sink,
                   .input = input,
                   .source = yg_intel_source(input, map->source),
                   .text = text};
    yg_csv_start(&m.csv, text->text,
                 (yg_csv_options){.delimiter = map->delimiter, .keep_comments = true});
    bool done = sink->source(sink->self, &m.source, err) && take_header(&m, err);
    if (done)
        find_totals(&m);
    done = done && read_rows(&m, err);
    if (done && input->damage != NULL) {
        yg_fault fault = {YG_ERR_INPUT, input->damage, input->bytes.n, m.rows + 1};
        sink->reject(sink->self, &fault, (yg_str){NULL, 0});
    }
    if (done && text->charset.reason != NULL) {
        yg_fault fault = {YG_ERR_INPUT, text->charset.reason,
                          text->before_bytes + text->charset.first_bytes, 0};
        sink->reject(sink->self, &fault, (yg_str){NULL, 0});
    }
    yg_csv_free(&m.csv);
    yg_vec_free(&m.header);
    yg_vec_free(&m.cells);
    yg_vec_free(&m.totals);
    yg_arena_free(&m.arena);
    yg_arena_free(&m.row);
    return done;
}

/* "MAP\n---\nTABLE" in two; the table is empty when there is no such line. */
static void cut(yg_str bytes, yg_str *ret_map, yg_str *ret_table) {
    *ret_map = bytes;
    *ret_table = (yg_str){NULL, 0};
    for (size_t at = 0; at < bytes.n;) {
        yg_str rest = yg_str_from(bytes, at), line = rest;
        size_t end = yg_str_chr(rest, '\n');
        if (end != SIZE_MAX)
            line.n = end;
        if (yg_str_eqz(yg_str_trim(line), "---")) {
            *ret_map = yg_str_sub(bytes, 0, at);
            *ret_table = end != SIZE_MAX ? yg_str_from(rest, end + 1) : (yg_str){NULL, 0};
            return;
        }
        at += end != SIZE_MAX ? end + 1 : rest.n;
    }
}

bool yg_mapped_table_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    yg_table_map map = {0};
    yg_mapped_text text = {0};
    yg_str map_text = input->map, table = input->bytes;
    if (map_text.n == 0)
        cut(input->bytes, &map_text, &table);
    if (input->map.n == 0 && !yg_str_starts(input->bytes, YG_STR(MARK)))
        return yg_fail(err, YG_ERR_USAGE,
                       "a table of its own columns needs a map: import --map MAP.yaml FILE; "
                       "docs/formats/mapped-table.md says how to write one");
    yg_mapped_text_make(&text, table, table.p != NULL ? (size_t)(table.p - input->bytes.p) : 0);
    bool done = yg_table_map_parse(&map, map_text, err) &&
                yg_mapped_table_rows(&map, &text, input, sink, err);
    yg_table_map_free(&map);
    yg_mapped_text_free(&text);
    return done;
}
