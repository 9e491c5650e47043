/* Many names asked at once (fetch/resolve.h): jobs, each with one open question at a time, a clock
 * that lets questions out at the set rate, and c-ares for the wire.
 *
 * A name is asked for A first. NXDOMAIN ends it. Any other clear answer means that it exists, and
 * AAAA, MX and NS follow; what fails among those is left empty. Then a name that nobody has is
 * asked beside it, once a parent, to find servers that answer for every name. */
#include "fetch/resolve.h"

#include <ares.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/map.h"
#include "base/time.h"
#include "fetch/resolve_part.h"

enum {
    IN_FLIGHT = 200,
    TRIES = 3,
    TIMEOUT_MS = 2000,
    RETRY_US = 400000, /* before the second try; twice that before the third ... */
    TELL_US = 100000,
    WAIT_MS = 50,
    PROBE_LETTERS = 20,
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

/* Of a parent, what a name that nobody has gets. */
typedef enum { PROBE_NEW, PROBE_ASKED, PROBE_DONE } probe_state;

typedef struct job job;
typedef struct {
    probe_state state;
    bool answers; /* for every name */
    yg_record_texts a;
    job *waiting; /* names that exist and want to know */
} probe;

struct job {
    job *next; /* in a queue */
    struct resolver *resolver;
    size_t index; /* of the name; SIZE_MAX: this is a probe */
    probe *probe; /* of its parent */
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
    yg_map probes;      /* parent to index + 1 */
    YG_VEC(probe *) probe_list;
    yg_arena arena;
    double tokens;
    int64_t clock_us, told_us, start_us;
    yg_resolve_progress progress;
    bool is_ending;
} resolver;

yg_str yg_name_status_word(yg_name_status status) {
    static const char *const words[] = {
        [YG_NAME_ABSENT] = "absent",         [YG_NAME_EXISTS] = "exists",
        [YG_NAME_WILDCARD] = "wildcard",     [YG_NAME_BROKEN] = "broken",
        [YG_NAME_UNANSWERED] = "unanswered", [YG_NAME_NOT_ASKED] = "not-asked"};
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

/* --- Parents that answer for every name --- */

static probe *probe_of(resolver *r, const char *name) {
    yg_str parent = yg_str_of(name);
    size_t point = yg_str_chr(parent, '.');
    parent = yg_str_from(parent, point == SIZE_MAX ? parent.n : point + 1);
    uint64_t *at = yg_map_put(&r->probes, parent, NULL);
    if (*at == 0) {
        probe *made = yg_alloc(1, sizeof *made);
        yg_vec_push(&r->probe_list, made);
        *at = r->probe_list.n;
    }
    return r->probe_list.at[*at - 1];
}

static job *new_job(resolver *r, size_t index, yg_str name) {
    job *j = yg_alloc(1, sizeof *j);
    j->resolver = r;
    j->index = index;
    memcpy(j->name, name.p, name.n);
    r->jobs++;
    return j;
}

/* A label of random letters beside the name of `beside`. */
static void start_probe(resolver *r, probe *of, const char *beside) {
    unsigned char random[PROBE_LETTERS];
    char name[NAME_BYTES];
    const char *point = strchr(beside, '.');
    yg_str parent = yg_str_of(point != NULL ? point : "");
    if (parent.n + PROBE_LETTERS > 253 || getrandom(random, sizeof random, 0) != sizeof random) {
        of->state = PROBE_DONE;
        return;
    }
    for (size_t i = 0; i < PROBE_LETTERS; i++)
        name[i] = (char)('a' + random[i] % 26);
    memcpy(name + PROBE_LETTERS, parent.p, parent.n);
    job *j = new_job(r, SIZE_MAX, (yg_str){name, PROBE_LETTERS + parent.n});
    j->probe = of;
    of->state = PROBE_ASKED;
    push(&r->ready, j);
}

static void give(job *j) {
    resolver *r = j->resolver;
    r->progress.done++;
    if (j->result.status == YG_NAME_EXISTS)
        r->progress.exists++;
    r->take(r->self, j->index, &j->result);
    free_job(j);
}

/* A name with name servers of its own is delegated, whatever its addresses are. */
static void judge_wildcard(job *j) {
    if (j->probe->answers && j->result.ns.n == 0 && yg_answer_same(&j->result.a, &j->probe->a))
        j->result.status = YG_NAME_WILDCARD;
    give(j);
}

static void finish_probe(job *j, bool answers) {
    probe *p = j->probe;
    p->state = PROBE_DONE;
    p->answers = answers;
    for (size_t i = 0; i < j->result.a.n; i++) {
        yg_str text = yg_arena_copy(&j->resolver->arena, j->result.a.at[i]);
        if (text.p != NULL)
            p->a.at[p->a.n++] = text;
    }
    while (p->waiting != NULL) {
        job *waiting = p->waiting;
        p->waiting = waiting->next;
        judge_wildcard(waiting);
    }
    free_job(j);
}

/* All questions of the name have their answers. */
static void finish(job *j) {
    resolver *r = j->resolver;
    if (j->result.status != YG_NAME_EXISTS || r->is_ending) {
        give(j);
        return;
    }
    j->probe = probe_of(r, j->name);
    if (j->probe->state == PROBE_NEW)
        start_probe(r, j->probe, j->name);
    if (j->probe->state == PROBE_DONE) {
        judge_wildcard(j);
    } else {
        j->next = j->probe->waiting;
        j->probe->waiting = j;
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
        finish_probe(j, exists);
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
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    struct pollfd polled[ARES_GETSOCK_MAXNUM];
    /* Bit i: readable, bit 16 + i: writable. The macros of c-ares shift a signed 1 out of its type.
     */
    unsigned bits = (unsigned)ares_getsock(r->channel, sockets, ARES_GETSOCK_MAXNUM);
    nfds_t n = 0;
    for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
        short events = 0;
        if ((bits >> i & 1) != 0)
            events |= POLLIN;
        if ((bits >> (i + 16) & 1) != 0)
            events |= POLLOUT;
        if (events != 0)
            polled[n++] = (struct pollfd){.fd = sockets[i], .events = events};
    }
    bool hungry = r->ready.first != NULL || r->later.first != NULL ||
                  (r->next < r->n && r->jobs < r->options.in_flight);
    double until_ms = hungry ? (1 - r->tokens) * 1000 / r->options.rate : WAIT_MS;
    int wait_ms = until_ms < 1 ? 1 : until_ms > WAIT_MS ? WAIT_MS : (int)until_ms;
    int ready = poll(polled, n, wait_ms);
    for (nfds_t i = 0; ready > 0 && i < n; i++) {
        if (polled[i].revents != 0)
            ares_process_fd(r->channel,
                            polled[i].revents & (POLLIN | POLLERR | POLLHUP) ? polled[i].fd
                                                                             : ARES_SOCKET_BAD,
                            polled[i].revents & POLLOUT ? polled[i].fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* timeouts */
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
    for (size_t i = 0; i < r->probe_list.n; i++) {
        while ((j = r->probe_list.at[i]->waiting) != NULL) {
            r->probe_list.at[i]->waiting = j->next;
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

static bool open_channel(resolver *r, yg_error *err) {
    /* Failures come to on_answer as they are, and the next try goes to the next server. */
    struct ares_options options = {
        .flags = ARES_FLAG_NOCHECKRESP, .timeout = (int)r->options.timeout_ms, .tries = 1};
    YG_CLEANUP_BUF yg_buf server = {0};
    int status =
        ares_init_options(&r->channel, &options,
                          ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_ROTATE);
    if (status != ARES_SUCCESS)
        return yg_fail(err, YG_ERR_IO, "no resolver: %s", ares_strerror(status));
    yg_buf_add(&server, r->options.server);
    if (server.n > 0 &&
        (yg_str_chr(r->options.server, ',') != SIZE_MAX ||
         ares_set_servers_ports_csv(r->channel, yg_buf_z(&server)) != ARES_SUCCESS)) {
        ares_destroy(r->channel);
        return yg_fail(err, YG_ERR_USAGE,
                       "server %s: write an address, 192.0.2.1:53 or [2001:db8::1]:53",
                       yg_buf_z(&server));
    }
    return true;
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
    if (!open_channel(&r, err)) {
        ares_library_cleanup();
        return false;
    }
    r.start_us = r.clock_us = yg_time_mono_us();
    run(&r);
    ares_destroy(r.channel);
    ares_library_cleanup();
    for (size_t i = 0; i < r.probe_list.n; i++)
        free(r.probe_list.at[i]);
    yg_vec_free(&r.probe_list);
    yg_map_free(&r.probes);
    yg_arena_free(&r.arena);
    return true;
}
