/* The matcher of victims alone: how long an index takes, and one victim.
 *
 *     bench-match GROUP-FILE N    N made names: a quarter names of the registry as they are, a
 * quarter brands with places and parts of companies, a quarter dealers, a quarter strangers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/input.h"
#include "base/time.h"
#include "map/group_file.h"
#include "map/match.h"

static bool on_file(void *self, const yg_input_file *file, yg_error *err) {
    return yg_group_file_read(self, file->bytes, err);
}

static void make_name(yg_buf *name, const yg_group *group, size_t i) {
    const yg_organisation_node *o = &group->organisations.at[i * 7919 % group->organisations.n];
    yg_str brand = o->names.n > o->own_names ? o->names.at[o->own_names] : o->name;
    yg_buf_clear(name);
    if (i % 4 == 0)
        yg_buf_add(name, o->names.at[i / 4 % o->own_names]);
    else if (i % 4 == 1)
        yg_buf_addf(name, "%.*s Canada Finance, Inc.", YG_FMT(brand));
    else if (i % 4 == 2)
        yg_buf_addf(name, "%.*s of Springfield", YG_FMT(brand));
    else
        yg_buf_addf(name, "Springfield Regional Hospital %zu", i);
}

int main(int argc, char **argv) {
    yg_group_file file = {0};
    yg_error err = {0};
    uint64_t n = 0, found = 0;
    if (argc != 3 || !yg_str_to_u64(yg_str_of(argv[2]), &n) ||
        !yg_input_each(argv[1], &(yg_input_options){0}, on_file, &file, &err)) {
        fprintf(stderr, "bench-match GROUP-FILE N: %s\n", err.text);
        return 2;
    }
    yg_group_index(&file.group);
    int64_t start_us = yg_time_mono_us();
    yg_match *match = yg_match_make(&file.group);
    int64_t made_us = yg_time_mono_us() - start_us, ask_us = 0;
    yg_match_scratch scratch = {0};
    yg_buf name = {0};
    for (size_t i = 0; i < n; i++) {
        make_name(&name, &file.group, i);
        start_us = yg_time_mono_us();
        yg_match_result r = yg_match_find(
            match, &(yg_match_query){.names = yg_buf_str(&name), .sites = YG_STR("CA")}, &scratch);
        ask_us += yg_time_mono_us() - start_us;
        found += r.organisation != SIZE_MAX;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("index of %zu organisations: %.2f ms; %llu names: %.2f us each, %llu found; %ld KiB\n",
           file.group.organisations.n, (double)made_us / 1e3, (unsigned long long)n,
           (double)ask_us / (double)n, (unsigned long long)found, usage.ru_maxrss);
    yg_buf_free(&name);
    yg_match_scratch_free(&scratch);
    yg_match_free(match);
    yg_group_file_free(&file);
    return 0;
}
