#include "match/name_rank.h"

#include <stdlib.h>

#include "match/name_judge.h"

struct yg_name_rank {
    yg_names *names;
    yg_name_judge judge;
};

/* A domain as a brand: its label, in Unicode, is what people know it by. */
static bool add_brand(yg_brand_list *list, yg_arena *arena, yg_str domain,
                      const yg_suffixes *suffixes, yg_error *err) {
    YG_CLEANUP_BUF yg_buf label = {0};
    YG_CLEANUP_BUF yg_buf name = {0};
    if (!yg_made_domain(domain, suffixes, &name, &label, err))
        return false;
    yg_brand *brand = yg_vec_add(&list->brands);
    *brand = (yg_brand){.label = yg_arena_copy(arena, yg_buf_str(&name))};
    yg_vec_push(&brand->domains, brand->label);
    yg_vec_push(&brand->tokens, yg_arena_copy(arena, yg_buf_str(&label)));
    return true;
}

bool yg_name_rank_open(const yg_str *domains, size_t n, const yg_suffixes *suffixes,
                       yg_name_rank **ret_rank, yg_error *err) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    yg_brand_list list = {.brands = {.n = 0}};
    yg_names_options options = {.suffixes = suffixes};
    yg_names *names = NULL;
    bool done = true;
    for (size_t i = 0; i < n && done; i++)
        done = add_brand(&list, &arena, domains[i],
                         suffixes != NULL ? suffixes : yg_suffixes_built_in(), err);
    done = done && yg_names_compile(&list, &options, &names, err);
    yg_brand_list_free(&list);
    if (!done)
        return false;
    yg_name_rank *rank = yg_alloc(1, sizeof *rank);
    rank->names = names;
    rank->judge =
        (yg_name_judge){.names = names, .stream = YG_STREAM_REGISTRATIONS, .threshold = -1e9};
    *ret_rank = rank;
    return true;
}

void yg_name_rank_free(yg_name_rank *rank) {
    if (rank == NULL)
        return;
    yg_names_free(rank->names);
    free(rank);
}

bool yg_name_rank_score(const yg_name_rank *rank, const yg_made_name *name, double *ret_score) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit;
    if (yg_name_judge_run(&rank->judge, name->name, host, &text, &hit)) {
        *ret_score = hit.score;
        return true;
    }
    if (yg_name_text_make(yg_names_suffixes(rank->names), name->name, host, &text) &&
        yg_names_owner(rank->names, &text) != SIZE_MAX)
        return false;
    *ret_score = YG_RANK_NO_LIKENESS + yg_made_kind_weight(name->kind);
    return true;
}

void yg_name_rank_explain(const yg_name_rank *rank, const yg_made_name *name, bool japanese,
                          yg_buf *buf) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit;
    yg_buf_add(buf, yg_made_kind_text(name->kind));
    if (yg_name_judge_run(&rank->judge, name->name, host, &text, &hit)) {
        yg_buf_addz(buf, "; ");
        yg_name_explain(&rank->judge, &text, &hit, japanese, buf);
    }
}
