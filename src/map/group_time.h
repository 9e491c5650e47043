/* Private to the map of a group: who owns whom in time, so that a moment is a binary search. */
#ifndef YG_MAP_GROUP_TIME_H
#define YG_MAP_GROUP_TIME_H

#include "map/group.h"

/* Fills group->spans; the index by child must be there. */
void yg_group_make_spans(yg_group *group);
/* yg_group_owner by them. */
const yg_edge_row *yg_group_owner_in_spans(const yg_group *group, size_t organisation,
                                           int64_t when_us);

#endif
