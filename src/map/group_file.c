#include "map/group_file.h"

#include "base/utf8.h"
#include "map/group_file_part.h"
#include "text/nearest.h"

const char *yg_group_severity_word(yg_group_severity severity) {
    static const char *const words[] = {"note", "warning", "error"};
    return words[severity];
}

static size_t *counter(yg_group_file *file, yg_group_severity severity) {
    return severity == YG_GROUP_ERROR     ? &file->errors
           : severity == YG_GROUP_WARNING ? &file->warnings
                                          : &file->notes;
}

void yg_group_say(yg_group_file *file, yg_group_severity severity, const yg_yaml_node *node,
                  const char *reason, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf text = {0};
    va_list args;
    (*counter(file, severity))++;
    if (file->remarks.n >= YG_GROUP_REMARKS_KEPT)
        return;
    va_start(args, format);
    yg_buf_addv(&text, format, args);
    va_end(args);
    yg_group_remark remark = {.severity = severity,
                              .reason = reason,
                              .text = yg_arena_copy(&file->arena, yg_buf_str(&text))};
    if (node != NULL) {
        remark.line = node->line;
        remark.column = node->column;
        remark.offset_bytes = node->offset_bytes;
    }
    yg_vec_push(&file->remarks, remark);
}

yg_str yg_group_shown(yg_str value) {
    return yg_str_sub(value, 0, yg_utf8_floor(value, value.n < 80 ? value.n : 80));
}

yg_str yg_group_nearest(const yg_group_file *file, yg_str wrong, const char *words) {
    yg_str rest = yg_str_of(words), word;
    yg_nearest best = {0};
    while (file->errors < YG_GROUP_REMARKS_KEPT && yg_str_split(&rest, ' ', &word)) {
        if (word.n > 0)
            yg_nearest_offer(&best, wrong, word);
    }
    return best.word;
}

bool yg_group_is_word(yg_str text, const char *words) {
    yg_str rest = yg_str_of(words), word;
    while (yg_str_split(&rest, ' ', &word)) {
        if (word.n > 0 && yg_str_eq(word, text))
            return true;
    }
    return false;
}

yg_str yg_group_listed(yg_group_file *file, const char *words) {
    YG_CLEANUP_BUF yg_buf list = {0};
    yg_str rest = yg_str_of(words), word;
    if (file->remarks.n >= YG_GROUP_REMARKS_KEPT)
        return (yg_str){NULL, 0};
    while (yg_str_split(&rest, ' ', &word)) {
        if (word.n > 0)
            yg_buf_addf(&list, "%s%.*s", list.n > 0 ? ", " : "", YG_FMT(word));
    }
    return yg_arena_copy(&file->arena, yg_buf_str(&list));
}

static int by_place(const void *left, const void *right) {
    const yg_group_remark *a = left, *b = right;
    if (a->offset_bytes != b->offset_bytes)
        return a->offset_bytes < b->offset_bytes ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return yg_str_cmp(a->text, b->text);
}

static bool read_all(yg_group_job *job, yg_str text, yg_error *err) {
    yg_group_file *file = job->file;
    if (!yg_group_open(job, text, err))
        return false;
    yg_group_read_source(job);
    if (!job->has_list)
        yg_group_say(file, YG_GROUP_ERROR, NULL, "missing key",
                     "the key `organisations` is missing: a list of organisations, each with `id` "
                     "and `names`");
    else if (job->items.n == 0 && !job->is_cut)
        yg_group_say(file, YG_GROUP_ERROR, NULL, "no organisations",
                     "the list `organisations` is empty");
    for (size_t i = 0; i < job->items.n; i++)
        yg_group_read_organisation(job, job->items.at[i]);
    yg_group_read_edges(job);
    yg_group_check_owners(file);
    yg_group_check_claimed(file);
    return true;
}

bool yg_group_file_read(yg_group_file *file, yg_str text, yg_error *err) {
    yg_group_job job = {.file = file};
    bool done = read_all(&job, text, err);
    yg_map_free(&job.ids);
    yg_vec_free(&job.items);
    if (file->remarks.n > 1)
        qsort(file->remarks.at, file->remarks.n, sizeof *file->remarks.at, by_place);
    if (done)
        yg_group_index(&file->group);
    return done;
}

void yg_group_file_free(yg_group_file *file) {
    for (size_t i = 0; i < file->trees.n; i++)
        yg_yaml_free(&file->trees.at[i]);
    yg_vec_free(&file->trees);
    yg_vec_free(&file->records);
    yg_vec_free(&file->ties);
    yg_vec_free(&file->remarks);
    yg_group_free(&file->group);
    yg_arena_free(&file->arena);
    *file = (yg_group_file){0};
}
