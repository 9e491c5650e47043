/* The registry of intelligence readers: one line a format. */
#include "intel/cissm.h"
#include "intel/claims.h"
#include "intel/eurepoc.h"
#include "intel/group.h"
#include "intel/indicator_list.h"
#include "intel/leak_posts.h"
#include "intel/mapped_table.h"
#include "intel/misp_event.h"
#include "intel/misp_galaxy.h"
#include "intel/press.h"
#include "intel/reader.h"
#include "intel/statistics_table.h"
#include "intel/stix.h"
#include "intel/veris.h"

const yg_intel_reader yg_intel_readers[] = {
    {"misp-event", "MISP events and feeds", yg_misp_event_probe, yg_misp_event_read},
    {"misp-galaxy", "MISP galaxies and their clusters", yg_misp_galaxy_probe, yg_misp_galaxy_read},
    {"stix", "STIX 2.0 and 2.1 bundles", yg_stix_probe, yg_stix_read},
    {"indicators", "lists of indicators (text, CSV, TSV)", yg_indicator_list_probe,
     yg_indicator_list_read},
    {"ransomware-live-press", "cyberattacks in the press (ransomware.live)", yg_press_probe,
     yg_press_read},
    {"leak-posts", "posts of leak sites (ransomwatch, RansomLook, ransomware.live)",
     yg_leak_posts_probe, yg_leak_posts_read},
    {"leak-groups", "groups with leak sites (ransomwatch, ransomware.live)", yg_leak_groups_probe,
     yg_leak_groups_read},
    {"yagura-claims", "curated claims (YAML, CSV)", yg_claims_probe, yg_claims_read},
    {"mapped-table", "CSV tables of your own columns, with --map", yg_mapped_table_probe,
     yg_mapped_table_read},
    {"statistics-table", "tables of counts by period (CSV)", yg_statistics_table_probe,
     yg_statistics_table_read},
    {"veris", "incidents in VERIS 1.3 to 1.4.1 (VCDB)", yg_veris_probe, yg_veris_read},
    {"eurepoc", "incidents of EuRepoC (CSV)", yg_eurepoc_probe, yg_eurepoc_read},
    {"cissm", "events of CISSM (CSV)", yg_cissm_probe, yg_cissm_read},
    {"yagura-group", "group files: organisations and who owns them (YAML)", yg_intel_group_probe,
     yg_intel_group_read},
    {NULL, NULL, NULL, NULL},
};
