/* Work in pieces that threads do side by side. */
#ifndef YG_BASE_SIDE_H
#define YG_BASE_SIDE_H

#include <stddef.h>

enum { YG_SIDE_MOST_THREADS = 64 };

/* Calls work(self, 0) ... work(self, pieces - 1), each once, in no order, by up to `threads`
 * threads of which the caller's is one; comes back when all are done. What a machine will not start
 * in threads the caller does alone. Pieces must not write to the same place. */
void yg_side_by_side(unsigned threads, size_t pieces, void (*work)(void *self, size_t piece),
                     void *self);

#endif
