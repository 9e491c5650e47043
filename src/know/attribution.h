/* Who is behind an indicator, as the sources in the store say: the actor, the state that is said to
 * sponsor it, and who says each. Nothing is guessed: where the sources name two actors, or a name
 * has two bearers, nobody is named.
 *
 * From the strongest to the weakest: the actor that the indicator itself points to; the actor to
 * which its event is attributed, or that its STIX indicator "indicates"; the title or tag it came
 * with ("OceanLotus: rastls"), when what stands in front is an actor's name; the publisher's folder
 * ("oceanlotus/samples.sha1"). docs/formats/indicators.md. */
#ifndef YG_KNOW_ATTRIBUTION_H
#define YG_KNOW_ATTRIBUTION_H

#include "store/read.h"

/* Views live as long as the attributor. */
typedef struct {
    yg_str actor, actor_id;         /* name to print, STIX id; empty: nobody is named */
    yg_str said;                    /* the name that the indicator's source uses: "OceanLotus" */
    yg_str source;                  /* who says that the indicator is the actor's */
    yg_str country, country_source; /* alpha-2 of the sponsor, and who says so */
} yg_attribution;

/* What an indicator came with; empty or 0: nothing. */
typedef struct {
    yg_str object_id;   /* what it points to: an intrusion set ... */
    int64_t report_eid; /* of the store */
    yg_str said;        /* the actor's name in a report that is not in the store */
    yg_str context;
    yg_str path; /* of the file that it came in */
    yg_str source;
} yg_attribution_basis;

typedef struct yg_attributor yg_attributor;
/* store NULL: what is said is told as it is, and nothing is added. It must outlive the attributor.
 */
yg_attributor *yg_attributor_make(yg_store *store);
/* Answers are remembered: millions of indicators of some thousand events are a matter of a second.
 * One thread at a time. */
bool yg_attribute(yg_attributor *attributor, const yg_attribution_basis *basis,
                  yg_attribution *ret_attribution, yg_error *err);
/* Accepts NULL. */
void yg_attributor_free(yg_attributor *attributor);

#endif
