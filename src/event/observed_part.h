/* What the parts of event/observed.h share. */
#ifndef YG_EVENT_OBSERVED_PART_H
#define YG_EVENT_OBSERVED_PART_H

#include "event/log_part.h"
#include "event/observed.h"

/* What fields say that their roles leave open. */
typedef enum {
    YG_SLOT_NONE = 0,
    YG_SLOT_SRC_PORT,
    YG_SLOT_DST_PORT,
    YG_SLOT_PROTOCOL,
    YG_SLOT_SERVICE,
    YG_SLOT_SRC_BYTES,
    YG_SLOT_DST_BYTES,
    YG_SLOT_SRC_PACKETS,
    YG_SLOT_DST_PACKETS,
    YG_SLOT_METHOD,
    YG_SLOT_HTTP_VERSION,
    YG_SLOT_SCHEME,
    YG_SLOT_QUERY, /* of a URL */
    YG_SLOT_MIME,
    YG_SLOT_SIZE,
    YG_SLOT_IMAGE,
    YG_SLOT_COMMAND,
    YG_SLOT_PID,
    YG_SLOT_NEW_PID, /* then PID is the parent's */
    YG_SLOT_CWD,
    YG_SLOT_PARENT_IMAGE,
    YG_SLOT_PARENT_COMMAND,
    YG_SLOT_PARENT_PID,
    YG_SLOT_ACTOR_IMAGE, /* who did it: the process, or the parent where there is one beside it */
    YG_SLOT_ACTOR_COMMAND,
    YG_SLOT_ACTOR_PID,
    YG_SLOT_LOADED, /* a library: the digests of the record are its */
    YG_SLOT_FILE,
    YG_SLOT_KEY_DATA,
    YG_SLOT_KEY_VALUE,
    YG_SLOT_MAIL_SUBJECT,
    YG_SLOTS,
} yg_slot;

enum { YG_OBSERVED_OBJECTS = 256, YG_OBSERVED_VALUES = 4096 };

/* A record on its way. */
typedef struct {
    const yg_log_record *r;
    yg_observation *o;
    const yg_log_field *slots[YG_SLOTS]; /* the first field of each */
    bool has_role[YG_ROLES];             /* some field has it */
} yg_observing;

static inline yg_str yg_slot_value(const yg_observing *b, yg_slot slot) {
    return b->slots[slot] != NULL ? b->slots[slot]->value : (yg_str){NULL, 0};
}

/* --- observed.c --- */
/* False: there are as many as are kept. */
bool yg_observed_begin(yg_observing *b, const char *type);
/* Of the object begun last; empty texts and "-" are none. path lives as the observation. */
void yg_observed_text(yg_observing *b, const char *path, yg_str text);
void yg_observed_number(yg_observing *b, const char *path, yg_str digits);
/* "PREFIXpath", "PREFIX[n].path" */
void yg_observed_at(yg_observing *b, const char *prefix, size_t n, const char *path, yg_str text);
/* The object begun last was given nothing: it is taken back. */
void yg_observed_end(yg_observing *b);
yg_str yg_observed_lower(yg_observing *b, yg_str text);
/* With a NUL behind it; {NULL, 0}: the arena is full. */
yg_str yg_observed_join(yg_observing *b, const yg_str *parts, size_t n);
/* "ipv4-addr", "ipv6-addr", "domain-name"; NULL: text is none of them. */
const char *yg_observed_place_type(yg_str text);

/* --- The parts --- */
void yg_observe_network(yg_observing *b); /* observed_network.c */
void yg_observe_files(yg_observing *b);   /* observed_host.c */
void yg_observe_processes(yg_observing *b);
void yg_observe_registry(yg_observing *b);
void yg_observe_users(yg_observing *b);
void yg_observe_certificates(yg_observing *b); /* observed_mail.c */
void yg_observe_mail(yg_observing *b);

#endif
