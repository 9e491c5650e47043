#include "tell/text_check.h"

#include "tell/text_part.h"

void yg_text_check_free(yg_text_check *check) {
    yg_vec_free(&check->findings);
    yg_arena_free(&check->arena);
}

#define COPY(member) copy->member = yg_arena_copy(&job->check->arena, row->member)

static bool on_cell(void *self, const yg_statistic_row *row, yg_error *err) {
    text_job *job = self;
    yg_statistic_row *copy = yg_arena_alloc(&job->check->arena, sizeof *copy);
    (void)err;
    *copy = *row;
    COPY(id), COPY(source), COPY(series), COPY(series_en), COPY(series_ja), COPY(asserted_by),
        COPY(geography), COPY(subject);
    COPY(period), COPY(scheme), COPY(category), COPY(unit), COPY(derived);
    yg_vec_push(&job->cells, copy);
    return true;
}

static bool is_japanese(yg_str s) {
    size_t kana = 0;
    for (size_t i = 0; i + 2 < s.n && kana < 20; i++)
        kana += (unsigned char)s.p[i] == 0xE3 &&
                ((unsigned char)s.p[i + 1] == 0x81 || (unsigned char)s.p[i + 1] == 0x82);
    return kana >= 3;
}

static void find_totals(text_job *job) {
    for (size_t i = 0; i < job->cells.n; i++) {
        YG_CLEANUP_BUF yg_buf key = {0};
        text_total_key(&key, job->cells.at[i]);
        if (yg_str_eqz(job->cells.at[i]->category, "total"))
            *yg_map_put(&job->totals, yg_buf_str(&key), NULL) = i + 1;
    }
}

/* All sentences, once. */
static void run(text_job *job) {
    yg_text_check *check = job->check;
    check->findings.n = 0;
    check->confirmed = check->contradicted = check->not_known = 0;
    job->topic = (yg_str){0};
    job->place = job->japanese ? YG_STR("JP") : (yg_str){0};
    job->period_before = (yg_date){0};
    for (size_t i = 0; i < job->plain.sentences.n; i++)
        text_judge_sentence(job, job->plain.sentences.at[i]);
}

bool yg_text_check_run(yg_store *store, yg_str text, yg_text_check *ret_check, yg_error *err) {
    text_job job = {.store = store, .check = ret_check};
    if (text.n > YG_TEXT_BYTES)
        return yg_fail(err, YG_ERR_LIMIT, "a text of more than %u MiB", YG_TEXT_BYTES >> 20);
    if (!yg_store_statistics(store, &(yg_statistic_filter){0}, on_cell, &job, err)) {
        yg_vec_free(&job.cells);
        return false;
    }
    text_plain_make(&job.plain, text);
    text_words_make(&job.words, &ret_check->arena, job.cells.at, job.cells.n);
    job.japanese = is_japanese(text);
    find_totals(&job);
    /* Twice: what a later sentence confirms says what the text is about. */
    run(&job);
    run(&job);
    text_plain_free(&job.plain);
    text_words_free(&job.words);
    yg_vec_free(&job.cells);
    yg_vec_free(&job.about);
    yg_vec_free(&job.told);
    yg_map_free(&job.totals);
    return true;
}
