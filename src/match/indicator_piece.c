/* Under which of its pieces a file name or registry key stands. The longest is seldom in a log, but
 * may be in all values of a set ("CurrentVersion"): then each place of it in the log would be
 * compared with all of them [SHARED-PIECE]. Values of a crowded piece stand under the one of theirs
 * that the fewest have. */
#include "match/indicator_job.h"

enum { FEW = 8, MOST_BITS = 24 };

/* Counts by hash: what shares a place only looks more frequent. */
typedef struct {
    uint32_t *counts;
    uint64_t mask;
} piece_counts;

static uint32_t *count_of(const piece_counts *c, uint64_t key) {
    return &c->counts[(key ^ key >> 32) & c->mask];
}

static bool has_pieces(const yg_indicator_job *j, size_t i) {
    yg_indicator_type type = yg_entry_type(j->maker->entries.at[i]);
    return type == YG_INDICATOR_FILE_NAME || type == YG_INDICATOR_REGISTRY_KEY;
}

static bool is_crowded(const yg_indicator_job *j, const piece_counts *longest, size_t i) {
    return has_pieces(j, i) && *count_of(longest, j->maker->keys.at[i]) > FEW;
}

static size_t pieces_from(const yg_indicator_job *j, size_t i, yg_str value) {
    return yg_value_pieces_from(yg_entry_type(j->maker->entries.at[i]), value);
}

static void count_all(const yg_indicator_job *j, const piece_counts *longest, piece_counts *all) {
    for (size_t i = 0; i < j->maker->entries.n; i++) {
        if (!is_crowded(j, longest, i))
            continue;
        yg_str value = yg_job_text(j, (uint32_t)i);
        size_t from = pieces_from(j, i, value), at, n;
        while (yg_value_piece_next(value, &from, &at, &n))
            ++*count_of(all, yg_key_piece(yg_str_sub(value, at, n)));
    }
}

/* Of those that the fewest have the longest, of these the first. */
static uint64_t choose(const yg_indicator_job *j, const piece_counts *all, size_t i) {
    yg_str value = yg_job_text(j, (uint32_t)i);
    size_t from = pieces_from(j, i, value), at, n, best_n = 0;
    uint32_t best = UINT32_MAX;
    uint64_t chosen = j->maker->keys.at[i];
    while (yg_value_piece_next(value, &from, &at, &n)) {
        uint64_t key = yg_key_piece(yg_str_sub(value, at, n));
        uint32_t here = *count_of(all, key);
        if (here > best || (here == best && n <= best_n))
            continue;
        best = here;
        best_n = n;
        chosen = key;
    }
    return chosen;
}

void yg_job_choose_pieces(yg_indicator_job *j) {
    size_t with_pieces = 0, crowded = 0;
    unsigned bits = 10;
    for (size_t i = 0; i < j->maker->entries.n; i++)
        with_pieces += has_pieces(j, i);
    if (with_pieces <= FEW)
        return;
    while (bits < MOST_BITS && (size_t)1 << bits < 4 * with_pieces)
        bits++;
    piece_counts longest = {yg_alloc((size_t)1 << bits, sizeof(uint32_t)),
                            (UINT64_C(1) << bits) - 1};
    for (size_t i = 0; i < j->maker->entries.n; i++)
        if (has_pieces(j, i))
            crowded += ++*count_of(&longest, j->maker->keys.at[i]) == FEW + 1;
    if (crowded > 0) {
        piece_counts all = {yg_alloc((size_t)1 << bits, sizeof(uint32_t)), longest.mask};
        count_all(j, &longest, &all);
        for (size_t i = 0; i < j->maker->entries.n; i++)
            if (is_crowded(j, &longest, i))
                j->maker->keys.at[i] = choose(j, &all, i);
        free(all.counts);
    }
    free(longest.counts);
}

yg_str yg_job_piece(const yg_indicator_job *j, uint32_t number) {
    yg_str value = yg_job_text(j, number);
    size_t from = pieces_from(j, number, value), at = 0, n = 0;
    while (yg_value_piece_next(value, &from, &at, &n)) {
        yg_str piece = yg_str_sub(value, at, n);
        if (yg_key_piece(piece) == j->maker->keys.at[number])
            return piece;
    }
    return yg_str_sub(value, 0, 0);
}
