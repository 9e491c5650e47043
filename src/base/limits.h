/* Every ceiling on what comes in, in one place, each with its reason. Hitting one is an error of
 * code YG_ERR_LIMIT whose text names the limit. */
#ifndef YG_BASE_LIMITS_H
#define YG_BASE_LIMITS_H

/* One input (file, archive member, download) after decompression. The largest real feed known is
 * ATT&CK enterprise with 37 MB; a million indicators are about 60 MB. Raised by --max-input. */
#define YG_LIMIT_INPUT_BYTES (UINT64_C(1) << 30)
/* Decompressed bytes per compressed byte [ZIP-BOMB]: text rarely passes 30, zeroes give 1000. */
#define YG_LIMIT_EXPANSION 400
/* Members of one archive and files of one walk, so that a hostile archive ends. */
#define YG_LIMIT_MEMBERS 100000
/* Packed files within packed files: a zip of a tar of .gz [ZIP-BOMB]. The ratio is that of the
 * outermost. */
#define YG_LIMIT_NESTED 3
/* Folder depth of a walk [LINK-LOOP]; links to folders are not followed at all. */
#define YG_LIMIT_WALK_DEPTH 32
/* One record (a STIX object, a MISP event ...). The largest real one is 5 MB. */
#define YG_LIMIT_RECORD_BYTES (64u << 20)
/* Nesting of JSON and YAML [DEEP-NESTING]. Real feeds stay below 20. */
#define YG_LIMIT_DEPTH 64
/* A name, alias or label; longer ones are no names. The longest real one is 230 bytes. */
#define YG_LIMIT_NAME_BYTES 1024
/* Names, and claims, of one object [QUADRATIC]. The most that a real one has is 41. */
#define YG_LIMIT_NAMES 10000
/* Cells of one CSV row and bytes of one cell. EuRepoC has 83 columns; its longest cell is 30 kB. */
#define YG_LIMIT_CSV_CELLS 4096
#define YG_LIMIT_CELL_BYTES (4u << 20)
/* Rejected records of one input that are kept with offset and reason; the rest are only counted. */
#define YG_LIMIT_REJECTS_KEPT 100
/* Nodes of one YAML document [ALIAS-BOMB]: aliases are refused, so nodes are bounded by bytes. */
#define YG_LIMIT_YAML_NODES 2000000
/* One fetched feed, before and after decompression, unless its max_mib says otherwise. The largest
 * known one, an archive of MISP galaxy, has 100 MB. */
#define YG_LIMIT_FEED_BYTES (UINT64_C(512) << 20)
/* Header lines of one HTTP answer, interim answers included [HEADER-FLOOD]. */
#define YG_LIMIT_HEADER_BYTES (256u << 10)
/* Redirects of one fetch [REDIRECT-LOOP]: real feeds need two. */
#define YG_LIMIT_REDIRECTS 5
/* Further tries of one fetch after 429, 5xx and broken connections. */
#define YG_LIMIT_RETRIES 3
/* The config file and its feeds. */
#define YG_LIMIT_CONFIG_BYTES (1u << 20)
#define YG_LIMIT_FEEDS 1000
/* Brands of one list whose look-alikes are looked for, tokens and domains of one brand [QUADRATIC],
 * and of all: names/s fall with their number, and a thousand brands have some 2,400. */
#define YG_LIMIT_BRANDS 100000
#define YG_LIMIT_BRAND_NAMES 1000
#define YG_LIMIT_BRAND_TOKENS 400000
/* Confirmed names that are learned from, the newest of the window [UNBOUNDED-WINDOW]. The busiest
 * 84 days of JPCERT/CC's list have 23,000. */
#define YG_LIMIT_CONFIRMED 500000

#endif
