/* Made-up confirmed cases, and what is learned from them; for the tests of match/name_learned.h. */
#ifndef TESTS_LEARNED_CASES_H
#define TESTS_LEARNED_CASES_H

#include "base/vec.h"
#include "match/name_learned.h"

enum { TODAY = 19000 };

typedef struct {
    YG_VEC(yg_confirmed_name) cases;
    yg_arena texts;
} made;

void add(made *m, int32_t day, const char *brand, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void drop(made *m);
/* Of all cases, on TODAY. */
yg_learned *learn(const made *m);
/* *ret_hit is zeroed first. */
bool find(const yg_learned *learned, const char *host, yg_learned_hit *ret_hit);
/* 0: nothing is known. */
double score(const yg_learned *learned, const char *host);
/* n letters and a NUL. */
void random_letters(uint64_t *state, unsigned n, char *ret_text);

#endif
