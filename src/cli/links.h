/* Private to `yagura links`: a person's decisions. */
#ifndef YG_CLI_LINKS_H
#define YG_CLI_LINKS_H

#include "cli/cli.h"
#include "text/json.h"

/* decision: accepted, rejected, or empty: undo. The words behind the first are ids. */
int yg_links_decide_run(yg_cli *cli, const char *decision);
/* What speaks for and against a link between incidents, from its evidence, as lines for a person.
 */
void yg_links_incident_put(yg_cli *cli, yyjson_val *evidence);

#endif
