#include "intel/statistics_table.h"

#include "base/utf8.h"
#include "intel/mapped_table.h"
#include "model/vocab.h"
#include "text/charset.h"
#include "text/csv.h"
#include "text/key.h"
#include "text/period.h"

enum { HEAD_BYTES = 65536, MOST_TITLE_ROWS = 20, MOST_LOOKED_AT = 40, MOST_CELLS = 400 };

/* What the first rows show. */
typedef struct {
    size_t header_row; /* counted as rows of the table, from 0 */
    yg_map_cells cells;
    char delimiter;
    size_t sectors, categories; /* of the labels: how many map to a section, how many there are */
    yg_buf title, first;        /* first: the header's first cell, which names the label column */
} shape;

static bool is_period(yg_str cell) {
    YG_CLEANUP_BUF yg_buf period = {0};
    return yg_period_add(&period, cell);
}

static bool is_number(yg_str cell) {
    YG_CLEANUP_BUF yg_buf folded = {0};
    yg_key_add_nfkc(&folded, yg_str_trim(cell));
    size_t digits = 0;
    for (size_t i = 0; i < folded.n; i++) {
        bool digit = folded.p[i] >= '0' && folded.p[i] <= '9';
        digits += digit;
        if (!digit && (folded.p[i] != ',' || digits == 0))
            return yg_str_eqz(yg_str_from(yg_buf_str(&folded), i), "件") && digits > 0;
    }
    return digits > 0;
}

static void note_label(shape *s, yg_str label) {
    s->categories++;
    s->sectors += yg_sector_from_label(yg_str_trim(label)) != 0;
}

typedef struct {
    yg_arena arena;
    struct {
        yg_str *cells;
        size_t n;
    } rows[MOST_LOOKED_AT];
    size_t n;
} sample;

static void look(sample *s, yg_str text, char delimiter) {
    YG_CLEANUP_CSV yg_csv csv = {0};
    yg_csv_start(&csv, text, (yg_csv_options){.delimiter = delimiter, .keep_comments = true});
    yg_csv_step step;
    while (s->n < MOST_LOOKED_AT && (step = yg_csv_next(&csv)) != YG_CSV_END) {
        if (step == YG_CSV_BAD || csv.n > MOST_CELLS)
            continue;
        s->rows[s->n].cells = yg_arena_alloc(&s->arena, csv.n * sizeof(yg_str));
        s->rows[s->n].n = csv.n;
        for (size_t i = 0; i < csv.n; i++)
            s->rows[s->n].cells[i] = yg_arena_copy(&s->arena, csv.cells[i]);
        s->n++;
    }
}

/* Rows of the header's width below `row` whose other cells are mostly counts. */
static size_t rows_of_counts(const sample *s, size_t row, bool by_period) {
    size_t found = 0;
    for (size_t i = row + 1; i < s->n; i++) {
        size_t numbers = 0;
        if (s->rows[i].n != s->rows[row].n || (by_period && !is_period(s->rows[i].cells[0])))
            continue;
        for (size_t k = 1; k < s->rows[i].n; k++)
            numbers += is_number(s->rows[i].cells[k]);
        found += numbers * 2 >= s->rows[i].n - 1 && numbers > 0;
    }
    return found;
}

static bool try_header(const sample *s, size_t row, shape *ret) {
    size_t n = s->rows[row].n, periods = 0;
    for (size_t k = 1; k < n; k++)
        periods += is_period(s->rows[row].cells[k]);
    bool across =
        n >= 3 && periods * 2 >= n - 1 && periods >= 2 && rows_of_counts(s, row, false) >= 2;
    bool down = !across && n >= 3 && periods == 0 && rows_of_counts(s, row, true) >= 2;
    if (!across && !down)
        return false;
    ret->header_row = row;
    ret->cells = across ? YG_CELLS_PERIODS : YG_CELLS_CATEGORIES;
    for (size_t k = 1; k < n && down; k++)
        note_label(ret, s->rows[row].cells[k]);
    for (size_t i = row + 1; i < s->n && across; i++)
        note_label(ret, s->rows[i].cells[0]);
    yg_buf_add(&ret->first, s->rows[row].cells[0]);
    return true;
}

static bool find_with(yg_str text, char delimiter, shape *ret) {
    sample *s = yg_alloc(1, sizeof *s);
    bool found = false;
    yg_buf_clear(&ret->title);
    look(s, text, delimiter);
    for (size_t row = 0; row < s->n && row < MOST_TITLE_ROWS && !found; row++) {
        found = s->rows[row].n >= 3 && try_header(s, row, ret);
        for (size_t k = 0; k < s->rows[row].n && !found && ret->title.n == 0; k++)
            yg_buf_add(&ret->title, yg_str_trim(s->rows[row].cells[k]));
    }
    yg_arena_free(&s->arena);
    free(s);
    ret->delimiter = delimiter;
    return found && yg_utf8_check(yg_buf_str(&ret->title)) == ret->title.n &&
           yg_utf8_check(yg_buf_str(&ret->first)) == ret->first.n;
}

/* A title above the table has no delimiter in it, so each is tried. */
static bool find_shape(yg_str text, shape *ret) {
    return find_with(text, ',', ret) || find_with(text, ';', ret) || find_with(text, '\t', ret);
}

static void shape_free(shape *s) {
    yg_buf_free(&s->title);
    yg_buf_free(&s->first);
}

int yg_statistics_table_probe(yg_str head, yg_str path) {
    YG_CLEANUP_BUF yg_buf converted = {0};
    yg_charset charset;
    shape s = {0};
    (void)path;
    yg_str start = yg_str_trim(yg_str_sub(head, 0, 64));
    if (start.n == 0 || start.p[0] == '{' || start.p[0] == '[' || memchr(start.p, '\0', start.n))
        return 0;
    bool found = find_shape(yg_charset_text(head, &converted, &charset), &s);
    shape_free(&s);
    return found ? 45 : 0;
}

static yg_str file_name(yg_str path) {
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '/')
            return yg_str_from(path, i);
    }
    return path;
}

static yg_str subject_of(yg_str title) {
    static const char *const words[][2] = {{"ランサム", "ransomware"},
                                           {"ransom", "ransomware"},
                                           {"フィッシング", "phishing"},
                                           {"phish", "phishing"}};
    YG_CLEANUP_BUF yg_buf folded = {0};
    yg_key_add_folded(&folded, title);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (yg_str_find(title, yg_str_of(words[i][0])) != SIZE_MAX ||
            yg_str_find(yg_buf_str(&folded), yg_str_of(words[i][0])) != SIZE_MAX)
            return yg_str_of(words[i][1]);
    }
    return YG_STR("incident");
}

static void constant(yg_table_map *map, yg_map_field_id id, yg_str text) {
    map->fields[id].is_set = true;
    map->fields[id].constant = text;
}

static bool read_with(const yg_intel_input *input, const yg_mapped_text *text, const shape *s,
                      const yg_sink *sink, yg_error *err) {
    yg_table_map map = {.statistics = true,
                        .skip_rows = s->header_row,
                        .cells = s->cells,
                        .delimiter = s->delimiter};
    yg_str name = file_name(input->path), title = yg_buf_str(&s->title);
    if (name.n == 0 || yg_str_eqz(name, "-"))
        name = YG_STR("statistics table");
    if (title.n == 0)
        title = name;
    map.source.name = name;
    constant(&map, YG_MAP_SERIES, name);
    constant(&map, YG_MAP_SERIES_NAME, title);
    constant(&map, YG_MAP_DEFINITION, title);
    constant(&map, YG_MAP_SUBJECT, subject_of(title));
    constant(&map, YG_MAP_SCHEME,
             s->sectors * 2 >= s->categories && s->sectors >= 2 ? YG_STR("industry")
                                                                : YG_STR("table"));
    yg_map_field_id label = s->cells == YG_CELLS_PERIODS ? YG_MAP_CATEGORY : YG_MAP_PERIOD;
    map.fields[label].is_set = true;
    map.fields[label].column = YG_STR("1");
    bool done = yg_mapped_table_rows(&map, text, input, sink, err);
    yg_table_map_free(&map);
    return done;
}

bool yg_statistics_table_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    yg_mapped_text text = {0};
    shape s = {0};
    yg_mapped_text_make(&text, input->bytes, 0);
    bool done = find_shape(yg_str_sub(text.text, 0, HEAD_BYTES), &s);
    if (!done)
        yg_fail(err, YG_ERR_INPUT,
                "no table of counts by period: expected a header, and periods such as 2022-H1 or "
                "2022年上半期 in the first column or across; import --map reads other tables");
    done = done && read_with(input, &text, &s, sink, err);
    shape_free(&s);
    yg_mapped_text_free(&text);
    return done;
}
