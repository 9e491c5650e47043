#include "base/side.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct {
    void (*work)(void *self, size_t piece);
    void *self;
    size_t pieces;
    atomic_size_t next;
} job;

static void *run(void *self) {
    job *j = self;
    for (size_t piece; (piece = atomic_fetch_add(&j->next, 1)) < j->pieces;)
        j->work(j->self, piece);
    return NULL;
}

void yg_side_by_side(unsigned threads, size_t pieces, void (*work)(void *self, size_t piece),
                     void *self) {
    job j = {.work = work, .self = self, .pieces = pieces};
    pthread_t ids[YG_SIDE_MOST_THREADS];
    unsigned started = 0;
    while (started + 1 < threads && started + 1 < pieces && started < YG_SIDE_MOST_THREADS &&
           pthread_create(&ids[started], NULL, run, &j) == 0)
        started++;
    run(&j);
    for (unsigned i = 0; i < started; i++)
        pthread_join(ids[i], NULL);
}
