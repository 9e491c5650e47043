/* A record of a log as STIX cyber-observable objects (STIX 2.1, section 6), for patterns that say
 * more than one value (match/pattern.h). Which field is which property: docs/formats/logs.md. */
#ifndef YG_EVENT_OBSERVED_H
#define YG_EVENT_OBSERVED_H

#include "event/log_record.h"
#include "model/observation.h"

/* What the record says: connections as network-traffic with src_ref.value, dst_ref.value, ports and
 * protocols, names asked for as domain-name (resolves_to_refs[0].value), requests as url and
 * network-traffic (extensions.http-request-ext...), files with name, hashes,
 * parent_directory_ref.path, processes with command_line, pid, image_ref.name, parent_ref...,
 * user-account, windows-registry-key with values[0].name, x509-certificate, email-message, and
 * every address, name and mail address as an object of its own. Digests and host names in lower
 * case, paths as they stand. Clears *observation first. Its texts are views of the record or of
 * observation->arena. */
void yg_observe(const yg_log_record *record, yg_observation *observation);

#endif
