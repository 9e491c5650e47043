/* A typed growable array. YG_VEC(T) declares the type; macros grow it. Elements are moved by
 * memcpy. Out of memory ends the process (base/mem.h). */
#ifndef YG_BASE_VEC_H
#define YG_BASE_VEC_H

#include <stdlib.h>

#include "base/mem.h"

#define YG_VEC(T)                                                                                  \
    struct {                                                                                       \
        T *at;                                                                                     \
        size_t n, cap;                                                                             \
    }

/* Makes room for one more and counts it; gives a pointer to it (not zeroed). */
#define yg_vec_add(v)                                                                              \
    ((v)->n == (v)->cap ? yg_vec_grow((void **)&(v)->at, &(v)->cap, sizeof *(v)->at) : (void)0,    \
     &(v)->at[(v)->n++])
#define yg_vec_push(v, value) (*yg_vec_add(v) = (value))
#define yg_vec_free(v) (free((v)->at), (v)->at = NULL, (v)->n = (v)->cap = 0)

static inline void yg_vec_grow(void **at, size_t *cap, size_t size) {
    *cap = *cap ? *cap * 2 : 8;
    *at = yg_realloc(*at, *cap, size);
}

#endif
