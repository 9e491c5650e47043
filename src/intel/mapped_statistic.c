/* Rows of a mapped table as statistics: one cell a row (long), or many (wide). */
#include "intel/mapped_part.h"
#include "model/vocab.h"
#include "text/key.h"
#include "text/period.h"

typedef enum { COUNT_NONE, COUNT_GIVEN, COUNT_BAD } count_state;

/* "1,234", "３７件", "37 cases"; "-", "…", "n/a" and nothing are no count, never zero. */
static count_state count_of(yg_str cell, uint64_t *ret_count) {
    static const char *const nothing[] = {"",  "-",   "－", "–", "—", "...",
                                          "…", "n/a", "na", "x", "*"};
    static const char *const units[] = {"件", "人", "社", "cases", "reports", "incidents"};
    YG_CLEANUP_BUF yg_buf folded = {0};
    YG_CLEANUP_BUF yg_buf plain = {0};
    yg_key_add_nfkc(&folded, yg_str_trim(cell));
    yg_str text = yg_buf_str(&folded);
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        if (yg_str_eq_nocase(text, yg_str_of(nothing[i])))
            return COUNT_NONE;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (yg_str_ends(text, yg_str_of(units[i])))
            text = yg_str_trim(yg_str_sub(text, 0, text.n - strlen(units[i])));
    }
    for (size_t i = 0; i < text.n; i++) {
        bool group = (text.p[i] == ',' || text.p[i] == ' ') && i > 0 && i + 3 < text.n;
        if (!group)
            yg_buf_addc(&plain, text.p[i]);
    }
    return yg_str_to_u64(yg_buf_str(&plain), ret_count) ? COUNT_GIVEN : COUNT_BAD;
}

/* "Whole sale" -> "whole-sale"; words that are not ASCII stay as they are. */
static yg_str slug(yg_mapped *m, yg_str label) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    for (size_t i = 0; i < label.n; i++) {
        unsigned char c = (unsigned char)label.p[i];
        bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c >= 0x80;
        if (c >= 'A' && c <= 'Z')
            yg_buf_addc(&buf, (char)(c | 0x20));
        else if (word)
            yg_buf_addc(&buf, (char)c);
        else if (buf.n > 0 && buf.p[buf.n - 1] != '-')
            yg_buf_addc(&buf, '-');
    }
    while (buf.n > 0 && buf.p[buf.n - 1] == '-')
        buf.n--;
    return yg_arena_copy(&m->row, yg_buf_str(&buf));
}

static bool period_of(yg_mapped *m, yg_str label, yg_str *ret_period) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_date date;
    label = yg_map_word(&m->map->fields[YG_MAP_PERIOD], yg_str_trim(label));
    if (yg_date_parse(label, &date)) {
        *ret_period = label;
        return true;
    }
    if (!yg_period_add(&buf, label))
        return false;
    *ret_period = yg_arena_copy(&m->row, yg_buf_str(&buf));
    return true;
}

static yg_str country_code(yg_str label) {
    yg_country country = yg_country_from_code(label);
    if (country == 0)
        country = yg_country_from_name(label);
    return yg_country_alpha2(country);
}

/* What all cells of the row share. */
static yg_statistic row_of(yg_mapped *m) {
    return (yg_statistic){
        .series = yg_mapped_value(m, YG_MAP_SERIES),
        .series_name_en = yg_mapped_value(m, YG_MAP_SERIES_NAME),
        .series_name_ja = yg_mapped_value(m, YG_MAP_SERIES_NAME_JA),
        .asserted_by = yg_mapped_value(m, YG_MAP_ASSERTED_BY),
        .geography = country_code(yg_mapped_value(m, YG_MAP_GEOGRAPHY)),
        .subject = yg_mapped_value(m, YG_MAP_SUBJECT),
        .scheme = yg_mapped_value(m, YG_MAP_SCHEME),
        .unit = yg_mapped_value(m, YG_MAP_UNIT),
        .definition = yg_mapped_value(m, YG_MAP_DEFINITION),
        .references = yg_mapped_list(m, YG_MAP_REFERENCES),
        .known = m->map->known,
        .offset_bytes = yg_mapped_offset(m),
        .note_en = yg_mapped_value(m, YG_MAP_NOTE),
    };
}

bool yg_mapped_is_total(yg_str label) {
    static const char *const words[] = {"total", "all", "合計", "総数", "計", "総計", "全体"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (yg_str_eq_nocase(yg_str_trim(label), yg_str_of(words[i])))
            return true;
    }
    return false;
}

/* One cell: the label of its category, and its count. Empty cells are absent, not zero. */
static bool put_cell(yg_mapped *m, yg_statistic row, yg_str label, yg_str cell, yg_error *err) {
    char letter[1];
    yg_str word = yg_map_word(&m->map->fields[YG_MAP_CATEGORY], yg_str_trim(label));
    count_state state = count_of(cell, &row.count);
    if (state == COUNT_NONE)
        return true;
    if (state == COUNT_BAD) {
        yg_mapped_reject(m, "not a whole number; a share without its counts is no statistic", cell);
        return true;
    }
    if (row.has_total && row.count > row.total) {
        yg_mapped_reject(m, "count is greater than total", cell);
        return true;
    }
    if (word.n == 0) {
        yg_mapped_reject(m, "no category", cell);
        return true;
    }
    if (yg_mapped_is_total(word)) {
        row.scheme = row.category = YG_STR("total");
    } else {
        letter[0] = yg_sector_from_label(yg_str_trim(label));
        if (letter[0] == 0)
            letter[0] = yg_sector_from_label(word);
        if (letter[0] != 0 && yg_str_eqz(row.scheme, "industry"))
            row.sector = (yg_str){letter, 1};
        row.category = slug(m, word);
    }
    if (row.category.n == 0)
        row.category = word;
    return m->sink->statistic(m->sink->self, &row, err) != YG_PUT_FAILED;
}

/* The row's total: its own column, or, in a wide table of categories, the column called total. */
static bool read_total(yg_mapped *m, yg_statistic *row) {
    count_state state = COUNT_NONE;
    if (m->map->fields[YG_MAP_TOTAL].is_set)
        state = count_of(yg_mapped_value(m, YG_MAP_TOTAL), &row->total);
    for (size_t i = 0; i < m->cells.n && m->map->cells == YG_CELLS_CATEGORIES; i++) {
        if (state == COUNT_NONE && yg_mapped_is_total(m->header.at[m->cells.at[i]]))
            state = count_of(m->csv.cells[m->cells.at[i]], &row->total);
    }
    row->has_total = state == COUNT_GIVEN;
    return state != COUNT_BAD;
}

static bool wide_periods(yg_mapped *m, yg_statistic row, yg_error *err) {
    yg_str label = yg_mapped_value(m, YG_MAP_CATEGORY);
    for (size_t i = 0; i < m->cells.n; i++) {
        size_t at = m->cells.at[i];
        if (!period_of(m, m->header.at[at], &row.period)) {
            if (m->rows == 1)
                yg_mapped_reject(m, "the header of the column is no period", m->header.at[at]);
            continue;
        }
        if (i < m->totals.n)
            row.has_total = count_of(m->totals.at[i], &row.total) == COUNT_GIVEN;
        if (!put_cell(m, row, label, m->csv.cells[at], err))
            return false;
    }
    return true;
}

bool yg_mapped_statistics(yg_mapped *m, yg_error *err) {
    yg_statistic row = row_of(m);
    if (!yg_mapped_date(m, YG_MAP_PUBLISHED, &row.published)) {
        yg_mapped_reject(m, "published is no date", yg_mapped_value(m, YG_MAP_PUBLISHED));
        return true;
    }
    if (!read_total(m, &row)) {
        yg_mapped_reject(m, "total is no whole number", (yg_str){NULL, 0});
        return true;
    }
    if (row.series.n == 0 || row.scheme.n == 0 || row.definition.n == 0) {
        yg_mapped_reject(m, "series, category-scheme or definition is empty", (yg_str){NULL, 0});
        return true;
    }
    if (m->map->cells == YG_CELLS_PERIODS)
        return wide_periods(m, row, err);
    if (!period_of(m, yg_mapped_value(m, YG_MAP_PERIOD), &row.period)) {
        yg_mapped_reject(m, "not a period, such as 2022-H1, 2022年上半期 or 2022-03",
                         yg_mapped_value(m, YG_MAP_PERIOD));
        return true;
    }
    if (m->map->cells == YG_CELLS_NONE)
        return put_cell(m, row, yg_mapped_value(m, YG_MAP_CATEGORY),
                        yg_mapped_value(m, YG_MAP_COUNT), err);
    for (size_t i = 0; i < m->cells.n; i++) {
        if (!put_cell(m, row, m->header.at[m->cells.at[i]], m->csv.cells[m->cells.at[i]], err))
            return false;
    }
    return true;
}
