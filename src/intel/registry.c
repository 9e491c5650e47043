/* The registry of intelligence readers: one line a format. */
#include "intel/cissm.h"
#include "intel/claims.h"
#include "intel/eurepoc.h"
#include "intel/indicator_list.h"
#include "intel/misp_event.h"
#include "intel/misp_galaxy.h"
#include "intel/reader.h"
#include "intel/stix.h"
#include "intel/veris.h"

const yg_intel_reader yg_intel_readers[] = {
    {"misp-event", "MISP events and feeds", yg_misp_event_probe, yg_misp_event_read},
    {"misp-galaxy", "MISP galaxies and their clusters", yg_misp_galaxy_probe, yg_misp_galaxy_read},
    {"stix", "STIX 2.0 and 2.1 bundles", yg_stix_probe, yg_stix_read},
    {"indicators", "lists of indicators (text, CSV, TSV)", yg_indicator_list_probe,
     yg_indicator_list_read},
    {"yagura-claims", "curated claims (YAML, CSV)", yg_claims_probe, yg_claims_read},
    {"veris", "incidents in VERIS 1.3 to 1.4.1 (VCDB)", yg_veris_probe, yg_veris_read},
    {"eurepoc", "incidents of EuRepoC (CSV)", yg_eurepoc_probe, yg_eurepoc_read},
    {"cissm", "events of CISSM (CSV)", yg_cissm_probe, yg_cissm_read},
    {NULL, NULL, NULL, NULL},
};
