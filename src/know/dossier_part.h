/* Private to the dossier: its parts, each writing one or two members of the document. */
#ifndef YG_KNOW_DOSSIER_PART_H
#define YG_KNOW_DOSSIER_PART_H

#include "base/map.h"
#include "know/dossier.h"
#include "know/incidents.h"
#include "text/json.h"

typedef struct {
    yg_store *store;
    const yg_candidate *c;
    yg_jw *w;
    yg_json_parser parser;
    yg_incident_facts facts;
    yg_map seen;           /* claim ids: the same statement in two files stands once */
    yg_eids incident_eids; /* incidents that claims attribute to the candidate */
    bool all_incidents;
    yg_buf same_as;      /* of an incident: ids, one a line */
    yg_buf organisation; /* key of an organisation's name: only incidents of it */
} yg_dossier_job;

bool yg_dossier_is_member(const yg_dossier_job *j, int64_t eid);
/* "names", and "same_names_elsewhere": who else bears one of them. */
bool yg_dossier_names(yg_dossier_job *j, yg_error *err);
/* "links": links of any decision except those that made the candidate. */
bool yg_dossier_links(yg_dossier_job *j, yg_error *err);
/* "claims" and "claims_about". */
bool yg_dossier_claims(yg_dossier_job *j, yg_error *err);
/* "techniques" by tactic, and "relationships" for everything else. */
bool yg_dossier_relationships(yg_dossier_job *j, yg_error *err);

#endif
