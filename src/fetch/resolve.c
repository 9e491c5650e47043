/* Many names asked at once (fetch/resolve.h): jobs, each with one open question at a time, a clock
 * that lets questions out at the set rate, and c-ares for the wire.
 *
 * A name is asked for A first. NXDOMAIN ends it. Any other clear answer means that it exists, and
 * AAAA, MX and NS follow; what fails among those is left empty. Then a name that nobody has is
 * asked beside it, once a parent, to find servers that answer for every name. */
#include "fetch/resolve.h"

#include <stdlib.h>

#include "base/time.h"
#include "fetch/resolve_part.h"

enum {
    IN_FLIGHT = 200,
    TRIES = 3,
    TIMEOUT_MS = 2000,
    RETRY_US = 400000, /* before the second try; twice that before the third ... */
    TELL_US = 100000,
    WAIT_MS = 50,
    NAME_BYTES = 256,
};

/* What one question came to. */
typedef enum {
    ANSWER_RECORDS,
    ANSWER_EMPTY,
    ANSWER_NO_NAME,
    ANSWER_SERVER_FAILED,
    ANSWER_NONE
} answer;

typedef struct job job;
struct job {
    job *next; /* in a queue */
    struct resolver *resolver;
    size_t index;    /* of the name; SIZE_MAX: this is a probe */
    yg_probe *probe; /* of its parent; NULL before it is looked for */
    char name[NAME_BYTES];
    yg_ask ask;
    unsigned tries;
    int64_t due_us;
    yg_resolved result;
    yg_arena arena;
};

typedef struct {
    job *first, *last;
} queue;

typedef struct resolver {
    ares_channel channel;
    const yg_str *names;
    size_t n, next;
    yg_resolve_options options;
    yg_resolve_take take;
    yg_resolve_tell tell;
    void *self;
    queue ready, later; /* later: ordered by nothing, looked through */
    size_t jobs, open;  /* alive; with a question on the wire */
    yg_probes probes;
    double tokens;
    int64_t clock_us, told_us, start_us;
    yg_resolve_progress progress;
    bool is_ending;
} resolver;

yg_str yg_name_status_word(yg_name_status status) {
    static const char *const words[] = {
        [YG_NAME_ABSENT] = "absent",      [YG_NAME_EXISTS] = "exists",
        [YG_NAME_WILDCARD] = "wildcard",  [YG_NAME_UNCLEAR] = "unclear",
        [YG_NAME_BROKEN] = "broken",      [YG_NAME_UNANSWERED] = "unanswered",
        [YG_NAME_NOT_ASKED] = "not-asked"};
    return yg_str_of(words[status]);
}

static void push(queue *q, job *j) {
    j->next = NULL;
    if (q->last != NULL)
        q->last->next = j;
    else
        q->first = j;
    q->last = j;
}

static job *pop(queue *q) {
    job *j = q->first;
    if (j != NULL) {
        q->first = j->next;
        if (q->first == NULL)
            q->last = NULL;
    }
    return j;
}

static void free_job(job *j) {
    j->resolver->jobs--;
    yg_arena_free(&j->arena);
    free(j);
}

static job *new_job(resolver *r, size_t index, yg_str name) {
    job *j = yg_alloc(1, sizeof *j);
    j->resolver = r;
    j->index = index;
    memcpy(j->name, name.p, name.n);
    r->jobs++;
    return j;
}

static void give(job *j) {
    resolver *r = j->resolver;
    j->result.status = yg_probe_judge(j->probe, &j->result);
    r->progress.done++;
    if (j->result.status == YG_NAME_EXISTS)
        r->progress.exists++;
    r->take(r->self, j->index, &j->result);
    free_job(j);
}

static void finish_probe(job *j, yg_probe_state state) {
    yg_probe *p = j->probe;
    yg_probe_end(&j->resolver->probes, p, state, &j->result.a);
    while (p->waiting != NULL) {
        job *waiting = p->waiting;
        p->waiting = waiting->next;
        give(waiting);
    }
    free_job(j);
}

static void start_probe(resolver *r, yg_probe *of, const char *beside) {
    YG_CLEANUP_BUF yg_buf name = {0};
    if (!yg_probe_name(yg_str_of(beside), &name)) {
        of->state = YG_PROBE_UNKNOWN;
        return;
    }
    job *j = new_job(r, SIZE_MAX, yg_buf_str(&name));
    j->probe = of;
    of->state = YG_PROBE_ASKED;
    push(&r->ready, j);
}

/* All questions of the name have their answers. */
static void finish(job *j) {
    resolver *r = j->resolver;
    if (j->result.status != YG_NAME_EXISTS || r->is_ending) {
        give(j);
        return;
    }
    j->probe = yg_probe_of(&r->probes, yg_str_of(j->name));
    if (j->probe->state == YG_PROBE_NEW)
        start_probe(r, j->probe, j->name);
    if (j->probe->state == YG_PROBE_ASKED) {
        j->next = j->probe->waiting;
        j->probe->waiting = j;
    } else {
        give(j);
    }
}

/* --- One answer --- */

static answer answer_of(int status) {
    switch (status) {
    case ARES_SUCCESS:
        return ANSWER_RECORDS;
    case ARES_ENODATA:
        return ANSWER_EMPTY;
    case ARES_ENOTFOUND:
        return ANSWER_NO_NAME;
    case ARES_ESERVFAIL:
        return ANSWER_SERVER_FAILED;
    default:
        return ANSWER_NONE;
    }
}

/* The next question of the same name, or its end. */
static void go_on(job *j) {
    j->tries = 0;
    if (j->index != SIZE_MAX && j->ask + 1 < YG_ASK_TYPES && !j->resolver->is_ending) {
        j->ask++;
        push(&j->resolver->ready, j);
    } else {
        finish(j);
    }
}

static void take_first_answer(job *j, answer a) {
    bool exists = a == ANSWER_RECORDS || a == ANSWER_EMPTY;
    if (j->index == SIZE_MAX) {
        finish_probe(j, exists                ? YG_PROBE_ANSWERS
                        : a == ANSWER_NO_NAME ? YG_PROBE_NO_NAME
                                              : YG_PROBE_UNKNOWN);
        return;
    }
    if (exists) {
        j->result.status = YG_NAME_EXISTS;
        go_on(j);
        return;
    }
    j->result.status = a == ANSWER_NO_NAME         ? YG_NAME_ABSENT
                       : a == ANSWER_SERVER_FAILED ? YG_NAME_BROKEN
                                                   : YG_NAME_UNANSWERED;
    finish(j);
}

static void on_answer(void *self, int status, int timeouts, unsigned char *bytes, int n) {
    (void)timeouts;
    job *j = self;
    resolver *r = j->resolver;
    yg_record_texts *const into[YG_ASK_TYPES] = {[YG_ASK_A] = &j->result.a,
                                                 [YG_ASK_AAAA] = &j->result.aaaa,
                                                 [YG_ASK_MX] = &j->result.mx,
                                                 [YG_ASK_NS] = &j->result.ns};
    answer a = answer_of(status);
    r->open--;
    if (a == ANSWER_RECORDS) {
        yg_record_texts texts = {.n = 0};
        if (n > 0 &&
            yg_answer_read(j->ask, yg_str_of(j->name), bytes, (size_t)n, &j->arena, &texts))
            *into[j->ask] = texts;
        else
            a = ANSWER_NONE;
    }
    if ((a == ANSWER_SERVER_FAILED || a == ANSWER_NONE) && ++j->tries < r->options.tries &&
        !r->is_ending) {
        j->due_us = yg_time_mono_us() + (RETRY_US << (j->tries - 1));
        push(&r->later, j);
        return;
    }
    if (j->ask == YG_ASK_A)
        take_first_answer(j, a);
    else
        go_on(j);
}

/* --- The loop --- */

static bool is_stopped(const resolver *r) {
    return r->options.stop != NULL && *r->options.stop != 0;
}

/* Questions whose time has come back into the queue. */
static void wake(resolver *r, int64_t now_us) {
    queue sleeping = r->later;
    r->later = (queue){NULL, NULL};
    for (job *j; (j = pop(&sleeping)) != NULL;)
        push(j->due_us <= now_us ? &r->ready : &r->later, j);
}

static void fill(resolver *r) {
    while (r->next < r->n && r->jobs < r->options.in_flight && r->ready.first == NULL) {
        yg_str name = r->names[r->next];
        if (name.n > 0 && name.n < NAME_BYTES) {
            push(&r->ready, new_job(r, r->next, name));
        } else {
            yg_resolved none = {.status = YG_NAME_UNANSWERED};
            r->take(r->self, r->next, &none);
            r->progress.done++;
        }
        r->next++;
    }
}

static void ask(resolver *r, int64_t now_us) {
    r->tokens += (double)(now_us - r->clock_us) * r->options.rate / 1e6;
    /* Saved up is at most a tenth of a second, so that no burst follows a pause. */
    double most = r->options.rate / 10 > 1 ? r->options.rate / 10 : 1;
    r->tokens = r->tokens < most ? r->tokens : most;
    r->clock_us = now_us;
    for (fill(r); r->tokens >= 1; fill(r)) {
        job *j = pop(&r->ready);
        if (j == NULL)
            return;
        r->tokens -= 1;
        r->open++;
        r->progress.questions++;
        ares_query(r->channel, j->name, 1, yg_ask_type(j->ask), on_answer, j);
    }
}

/* Waits for an answer, at most until the next question may leave. */
static void wait_for_answers(resolver *r) {
    bool hungry = r->ready.first != NULL || r->later.first != NULL ||
                  (r->next < r->n && r->jobs < r->options.in_flight);
    double until_ms = hungry ? (1 - r->tokens) * 1000 / r->options.rate : WAIT_MS;
    int wait_ms = until_ms < 1 ? 1 : until_ms > WAIT_MS ? WAIT_MS : (int)until_ms;
    yg_wire_wait(r->channel, wait_ms);
}

static void tell(resolver *r, int64_t now_us, bool always) {
    if (r->tell == NULL || (!always && now_us - r->told_us < TELL_US))
        return;
    r->told_us = now_us;
    r->progress.elapsed_us = now_us - r->start_us;
    r->tell(r->self, &r->progress);
}

/* Ends what is open: c-ares calls back for each question, and no new one follows. */
static void end(resolver *r) {
    job *j;
    r->is_ending = true;
    ares_cancel(r->channel);
    while ((j = pop(&r->ready)) != NULL || (j = pop(&r->later)) != NULL) {
        if (j->index != SIZE_MAX && j->result.status == YG_NAME_EXISTS)
            give(j);
        else
            free_job(j);
    }
    for (size_t i = 0; i < r->probes.list.n; i++) {
        while ((j = r->probes.list.at[i]->waiting) != NULL) {
            r->probes.list.at[i]->waiting = j->next;
            give(j);
        }
    }
}

static void run(resolver *r) {
    while ((r->next < r->n || r->jobs > 0) && !is_stopped(r)) {
        int64_t now_us = yg_time_mono_us();
        wake(r, now_us);
        ask(r, now_us);
        tell(r, now_us, false);
        wait_for_answers(r);
    }
    end(r);
    tell(r, yg_time_mono_us(), true);
}

bool yg_resolve_names(const yg_str *names, size_t n, const yg_resolve_options *options,
                      yg_resolve_take take, yg_resolve_tell tell_progress, void *self,
                      yg_error *err) {
    resolver r = {.names = names,
                  .n = n,
                  .options = *options,
                  .take = take,
                  .tell = tell_progress,
                  .self = self};
    if (!(options->rate > 0))
        return yg_fail(err, YG_ERR_USAGE, "the rate must be above 0");
    r.options.in_flight = options->in_flight > 0 ? options->in_flight : IN_FLIGHT;
    r.options.tries = options->tries > 0 ? options->tries : TRIES;
    r.options.timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : TIMEOUT_MS;
    r.progress.names = n;
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
        return yg_fail(err, YG_ERR_IO, "no resolver");
    if (!yg_wire_open(&r.options, &r.channel, err)) {
        ares_library_cleanup();
        return false;
    }
    r.start_us = r.clock_us = yg_time_mono_us();
    run(&r);
    ares_destroy(r.channel);
    ares_library_cleanup();
    yg_probes_free(&r.probes);
    return true;
}
