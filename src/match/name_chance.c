#include "match/name_chance.h"

#include <math.h>

#include "base/mem.h"

enum { MATCHES = 64, SEGMENT_MAX = 24 };

void yg_name_chance(const yg_names *names, const yg_name_prior *prior, float *ret_any,
                    float *ret_exact) {
    static const char suffix[] = ".com";
    char host[SEGMENT_MAX + sizeof suffix], clean[YG_NAME_MAX + 1];
    yg_name_match matches[MATCHES];
    yg_name_text text;
    yg_str segment;
    uint32_t count;
    size_t n = yg_names_token_count(names);
    double *any = yg_alloc(n ? n : 1, sizeof *any), *exact = yg_alloc(n ? n : 1, sizeof *exact);
    for (size_t i = 0; yg_name_prior_at(prior, i, &segment, &count); i++) {
        bool more;
        if (segment.n > SEGMENT_MAX)
            continue;
        memcpy(host, segment.p, segment.n);
        memcpy(host + segment.n, suffix, sizeof suffix);
        yg_str name = {host, segment.n + sizeof suffix - 1};
        if (!yg_name_text_make(yg_names_suffixes(names), name, clean, &text))
            continue;
        size_t found = yg_names_find(names, &text, matches, MATCHES, &more);
        for (size_t k = 0; k < found; k++) {
            any[matches[k].token] += count;
            if (matches[k].distance == 0)
                exact[matches[k].token] += count;
        }
    }
    double all = yg_name_prior_names(prior);
    for (size_t i = 0; i < n; i++) {
        /* three letters turn up by chance even where no list happened to show them */
        unsigned length = yg_names_token(names, i)->length;
        double least = length == 0 || length > 4 ? 0.3 : all * (length > 3 ? 2e-5 : 2e-4);
        ret_any[i] = (float)log10((any[i] > least ? any[i] : least) / (all + 1));
        ret_exact[i] = (float)log10((exact[i] > least ? exact[i] : least) / (all + 1));
    }
    free(any);
    free(exact);
}
