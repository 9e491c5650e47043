/* Whose the victims are: table `owner`, which says for every incident whose victim it knows the
 * organisation and the group that owned it that day. docs/decisions/0007-roll-up.md. */
#ifndef YG_KNOW_OWNER_H
#define YG_KNOW_OWNER_H

#include "map/group.h"
#include "store/owner.h"

/* The moment of an incident for questions of ownership: the middle of its date, so that of two
 * owners in one year the one of the larger part counts. YG_TIME_NONE when there is no date. */
int64_t yg_owner_moment(int64_t from_us, int64_t to_us);

/* What a new registry did to the owners that were known before. */
typedef struct {
    uint64_t found;    /* incidents with an owner */
    uint64_t changed;  /* another owner than before, or none any more */
    uint64_t disputed; /* had an owner, and now registries disagree */
} yg_owner_summary;

/* Fills table `owner`, inside the transaction at hand, for incidents put after a record (0: for
 * all; then what was there is cleared first).
 *
 * Every registry answers by itself, with its own names and its own edges: the maps that the user
 * loaded first; where they do not know the victim the built-in one and each that was imported. If
 * these do not name the same ultimate parent (the same entity, or one of the same name and country)
 * the owner is disputed: nobody has the incident, and its row says so. */
bool yg_owners_compute(yg_store *store, int64_t after_oid, yg_owner_summary *ret_summary,
                       yg_error *err);

/* The organisations of the registry that bear a name (or a key, a STIX id, an LEI), and everything
 * that ever belonged to them. Zero-initialise. */
typedef struct {
    yg_group registry;
    yg_arena arena;
    YG_VEC(bool) is_target; /* by organisation of the registry */
    size_t targets;         /* 0: the registry does not know the name */
    yg_buf organisations;   /* of the targets and below, for yg_incident_filter.organisations */
} yg_owner_scope;

bool yg_owner_scope_read(yg_store *store, yg_str name, yg_owner_scope *scope, yg_error *err);
/* The same of one organisation. */
bool yg_owner_scope_of(yg_store *store, int64_t organisation_eid, yg_owner_scope *scope,
                       yg_error *err);
/* Did this organisation (0: nobody knows which) belong to one of the targets at that moment
 * (yg_owner_moment of the incident), or is it one? This is the only rule of membership: lists,
 * reports, queries of figures and their verification all ask it. */
bool yg_owner_scope_has(const yg_owner_scope *scope, int64_t organisation_eid, int64_t when_us);
void yg_owner_scope_free(yg_owner_scope *scope);

#endif
