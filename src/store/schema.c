#include "store/schema.h"

/* Version 1. A change to these tables is a new migration below, never an edit. */
static const char version_1[] =
    "CREATE TABLE source("
    "  sid INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, publisher TEXT, address TEXT,"
    "  licence TEXT, version TEXT, tlp TEXT, published TEXT,"
    "  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL);"
    /* One input file of a source, as it was imported last. */
    "CREATE TABLE document("
    "  did INTEGER PRIMARY KEY, sid INTEGER NOT NULL REFERENCES source, path TEXT NOT NULL,"
    "  reader TEXT NOT NULL, bytes INTEGER NOT NULL, digest TEXT NOT NULL,"
    "  imported_us INTEGER NOT NULL, taken INTEGER NOT NULL, unchanged INTEGER NOT NULL,"
    "  rejected INTEGER NOT NULL, UNIQUE(sid, path));"
    "CREATE TABLE reject("
    "  did INTEGER NOT NULL REFERENCES document, record INTEGER NOT NULL,"
    "  offset INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT);"
    "CREATE INDEX reject_document ON reject(did);"
    /* What statements are about: every STIX id that was ever mentioned. */
    "CREATE TABLE entity(eid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);"
    /* What one source says of an entity; one row for every distinct content ever imported. */
    "CREATE TABLE object("
    "  oid INTEGER PRIMARY KEY, eid INTEGER NOT NULL REFERENCES entity,"
    "  sid INTEGER NOT NULL REFERENCES source, did INTEGER NOT NULL, type TEXT NOT NULL,"
    "  entry TEXT NOT NULL, media TEXT NOT NULL, name TEXT, external_id TEXT, created_us INTEGER,"
    "  modified_us INTEGER, flags INTEGER NOT NULL, latest INTEGER NOT NULL,"
    "  hash INTEGER NOT NULL, offset INTEGER NOT NULL, raw BLOB NOT NULL);"
    "CREATE INDEX object_entity ON object(eid, sid, hash);"
    "CREATE INDEX object_latest ON object(eid, sid, did) WHERE latest=1;"
    "CREATE INDEX object_document ON object(did) WHERE latest=1;"
    "CREATE TABLE relationship("
    "  oid INTEGER PRIMARY KEY REFERENCES object, left_eid INTEGER NOT NULL,"
    "  right_eid INTEGER NOT NULL, type TEXT NOT NULL, confidence INTEGER);"
    "CREATE INDEX relationship_left ON relationship(left_eid);"
    "CREATE INDEX relationship_right ON relationship(right_eid);"
    "CREATE TABLE name("
    "  oid INTEGER NOT NULL REFERENCES object, eid INTEGER NOT NULL, key TEXT NOT NULL,"
    "  text TEXT NOT NULL, kind INTEGER NOT NULL, vendor TEXT, reference TEXT, date TEXT);"
    "CREATE INDEX name_key ON name(key);"
    "CREATE INDEX name_entity ON name(eid);"
    "CREATE TABLE claim("
    "  cid INTEGER PRIMARY KEY, id TEXT NOT NULL, oid INTEGER NOT NULL REFERENCES object,"
    "  subject INTEGER NOT NULL, predicate TEXT NOT NULL, object INTEGER, value TEXT, label TEXT,"
    "  asserted_by TEXT, refs TEXT, date TEXT, known INTEGER NOT NULL, confidence INTEGER,"
    "  note_en TEXT, note_ja TEXT, tags TEXT);"
    "CREATE INDEX claim_subject ON claim(subject);"
    "CREATE INDEX claim_object ON claim(object) WHERE object IS NOT NULL;"
    "CREATE INDEX claim_value ON claim(predicate, value);"
    "CREATE INDEX claim_record ON claim(oid);"
    "CREATE TABLE incident("
    "  oid INTEGER PRIMARY KEY REFERENCES object, eid INTEGER NOT NULL, key TEXT, date TEXT,"
    "  date_kind TEXT, from_us INTEGER, to_us INTEGER, victim TEXT, victim_ja TEXT, sites TEXT,"
    "  parent TEXT, parent_ja TEXT, parent_country TEXT, sector TEXT, sector_label TEXT,"
    "  types TEXT, asserted_by TEXT, refs TEXT, known INTEGER NOT NULL, basis TEXT,"
    "  summary_en TEXT, summary_ja TEXT, tags TEXT);"
    "CREATE TABLE statistic("
    "  stid INTEGER PRIMARY KEY, id TEXT NOT NULL, sid INTEGER NOT NULL, did INTEGER NOT NULL,"
    "  hash INTEGER NOT NULL, offset INTEGER NOT NULL, series TEXT NOT NULL, series_en TEXT,"
    "  series_ja TEXT, asserted_by TEXT NOT NULL, geography TEXT, subject TEXT,"
    "  period TEXT NOT NULL,"
    "  from_us INTEGER, to_us INTEGER, scheme TEXT NOT NULL, category TEXT NOT NULL, sector TEXT,"
    "  count INTEGER NOT NULL, total INTEGER, unit TEXT, definition TEXT NOT NULL, derived TEXT,"
    "  published TEXT, refs TEXT, known INTEGER NOT NULL, note_en TEXT, note_ja TEXT);"
    "CREATE UNIQUE INDEX statistic_cell ON statistic(did, series, period, scheme, category,"
    "  definition, asserted_by);"
    "CREATE INDEX statistic_id ON statistic(id);"
    /* hash: of type and value, so that the index stays small whatever the value is. */
    "CREATE TABLE indicator("
    "  iid INTEGER PRIMARY KEY, hash INTEGER NOT NULL, sid INTEGER NOT NULL, did INTEGER NOT NULL,"
    "  type TEXT NOT NULL, value TEXT NOT NULL, first_seen TEXT, last_seen TEXT, context TEXT,"
    "  role TEXT, eid INTEGER, to_ids INTEGER NOT NULL, offset INTEGER NOT NULL);"
    "CREATE INDEX indicator_hash ON indicator(hash, sid, context, role);"
    "CREATE INDEX indicator_entity ON indicator(eid) WHERE eid IS NOT NULL;"
    /* id: made of the two ends, the same in every store and after every computation. */
    "CREATE TABLE link("
    "  lid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, left_eid INTEGER NOT NULL,"
    "  right_eid INTEGER NOT NULL, relation TEXT NOT NULL, decision TEXT NOT NULL,"
    "  rank INTEGER NOT NULL, evidence TEXT NOT NULL, decided_us INTEGER);"
    "CREATE INDEX link_left ON link(left_eid);"
    "CREATE INDEX link_right ON link(right_eid);"
    /* Full text: names and aliases, then descriptions; rowid is object.oid. */
    "CREATE VIRTUAL TABLE text USING fts5(name, body, content='', columnsize=0, detail=none,"
    "  tokenize='yagura');"
    /* Words are gathered in memory and written as one run, not as many that must be merged. */
    "INSERT INTO text(text, rank) VALUES('hashsize', 33554432);"
    "CREATE VIRTUAL TABLE text_word USING fts5vocab(text, row);";

/* Version 2: incidents by site and actor, the registry of organisations, and who owned a victim. */
static const char version_2[] =
    /* Of its group file (store/store.h); 0 is whoever. */
    "ALTER TABLE source ADD COLUMN trust INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE incident ADD COLUMN sid INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE incident ADD COLUMN site_labels TEXT;"
    "ALTER TABLE incident ADD COLUMN domain TEXT;"
    "ALTER TABLE incident ADD COLUMN actors TEXT;"
    "ALTER TABLE incident ADD COLUMN posts TEXT;"
    "ALTER TABLE incident ADD COLUMN listing TEXT;"
    "UPDATE incident SET sid=(SELECT o.sid FROM object o WHERE o.oid=incident.oid);"
    "CREATE INDEX incident_entity ON incident(eid);"
    "CREATE INDEX claim_tagged ON claim(tags) WHERE tags IS NOT NULL;"
    /* What records say of the way in, in the order of the incidents: one pass over it counts it. */
    "CREATE INDEX claim_entry ON claim(predicate, oid, value) WHERE predicate='entry-method'"
    "  OR predicate='entered-at' OR predicate='reached-parent';"
    /* All that counting needs (store/tally.c), so that a million incidents are one pass over this
     * index and the table is not read. */
    "CREATE INDEX incident_tally ON incident(sid, from_us, to_us, sites, site_labels,"
    "  parent_country, sector, sector_label, types, actors, listing);"
    /* The order of every list of incidents: the first rows come at once, however many there are. */
    "CREATE INDEX incident_time ON incident(from_us, key);"
    /* What is linked, actors (and software) or incidents: each is computed by itself. */
    "ALTER TABLE link ADD COLUMN kind TEXT NOT NULL DEFAULT 'actors';"
    "CREATE INDEX incident_parent ON incident(parent_country) WHERE parent_country IS NOT NULL;"
    /* `sites` and `actors`, one row for each. */
    /* Columns in the order of the key: SQLite 3.40's quick_check misreads any other order. */
    "CREATE TABLE incident_site(oid INTEGER NOT NULL, country TEXT NOT NULL,"
    "  PRIMARY KEY(oid, country)) WITHOUT ROWID;"
    "CREATE INDEX incident_site_country ON incident_site(country);"
    "CREATE TABLE incident_actor(oid INTEGER NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,"
    "  PRIMARY KEY(oid, key)) WITHOUT ROWID;"
    "CREATE INDEX incident_actor_key ON incident_actor(key);"
    "WITH RECURSIVE cut(oid, country, rest) AS ("
    "  SELECT oid, '', sites||' ' FROM incident WHERE sites<>'' AND length(sites)<2000"
    "  UNION ALL SELECT oid, substr(rest, 1, instr(rest, ' ')-1), substr(rest, instr(rest, ' ')+1)"
    "  FROM cut WHERE rest<>'')"
    " INSERT OR IGNORE INTO incident_site(country, oid) SELECT country, oid FROM cut WHERE "
    "country<>'';"
    "CREATE TABLE organisation("
    "  oid INTEGER PRIMARY KEY REFERENCES object, eid INTEGER NOT NULL, key TEXT NOT NULL,"
    "  kind TEXT, country TEXT, sector TEXT, lei TEXT, number TEXT, grp TEXT, name TEXT,"
    "  name_ja TEXT, sid INTEGER NOT NULL);"
    "CREATE INDEX organisation_entity ON organisation(eid);"
    "CREATE TABLE mark(oid INTEGER NOT NULL REFERENCES object, eid INTEGER NOT NULL,"
    "  kind TEXT NOT NULL, value TEXT NOT NULL);"
    "CREATE INDEX mark_record ON mark(oid);"
    "CREATE TABLE edge("
    "  oid INTEGER PRIMARY KEY REFERENCES object, child INTEGER NOT NULL, parent INTEGER NOT NULL,"
    "  relation TEXT NOT NULL, share REAL, since TEXT, until TEXT, from_us INTEGER, to_us INTEGER,"
    "  asserted_by TEXT, refs TEXT, known INTEGER NOT NULL, sid INTEGER NOT NULL);"
    "CREATE INDEX edge_child ON edge(child);"
    "CREATE INDEX edge_parent ON edge(parent);"
    /* Who owned the victim of an incident that day, computed from the registry (know/owner.h). */
    "CREATE TABLE owner("
    "  oid INTEGER PRIMARY KEY, organisation INTEGER NOT NULL, parent INTEGER NOT NULL,"
    "  organisation_name TEXT NOT NULL, parent_name TEXT NOT NULL, parent_name_ja TEXT,"
    "  parent_country TEXT, basis TEXT NOT NULL);"
    "CREATE INDEX owner_country ON owner(parent_country);"
    "CREATE INDEX owner_parent ON owner(parent);"
    "CREATE INDEX owner_organisation ON owner(organisation);";

/* Version 3: findings of scans, what people decided about them, and names that people confirmed. */
static const char version_3[] =
    /* One thing that was hit (store/findings.h). `brand`: whose name is imitated; of an indicator
     * its actor. What describes the best detail stands here too, so that a list is one pass. */
    "CREATE TABLE finding("
    "  fid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
    "  subject TEXT NOT NULL, subject_type TEXT NOT NULL, brand TEXT NOT NULL,"
    "  organisation TEXT, how TEXT NOT NULL, token TEXT, signs TEXT, explanation TEXT,"
    "  explanation_ja TEXT, host TEXT NOT NULL, span_start INTEGER NOT NULL,"
    "  span_end INTEGER NOT NULL, distance INTEGER NOT NULL, score REAL NOT NULL,"
    "  shared INTEGER NOT NULL, stream TEXT, file TEXT, offset INTEGER NOT NULL,"
    "  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, hosts INTEGER NOT NULL,"
    "  more INTEGER NOT NULL, state TEXT NOT NULL, state_us INTEGER, note TEXT);"
    "CREATE UNIQUE INDEX finding_subject ON finding(subject, kind, brand);"
    "CREATE INDEX finding_state_last ON finding(state, last_us);"
    /* The host names of a registrable domain, or where an indicator was seen; at most
     * YG_FINDING_DETAILS of one finding. */
    "CREATE TABLE finding_detail("
    "  fid INTEGER NOT NULL, value TEXT NOT NULL, how TEXT NOT NULL, token TEXT, score REAL NOT "
    "NULL,"
    "  span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, distance INTEGER NOT NULL,"
    "  explanation TEXT, explanation_ja TEXT, first_us INTEGER NOT NULL, last_us INTEGER NOT NULL,"
    "  file TEXT, offset INTEGER NOT NULL, organisation TEXT,"
    "  PRIMARY KEY(fid, value)) WITHOUT ROWID;"
    "CREATE INDEX finding_detail_value ON finding_detail(value);"
    /* Every state that a finding ever had. made_by: person or scan. */
    "CREATE TABLE finding_history("
    "  hid INTEGER PRIMARY KEY, fid INTEGER NOT NULL, at_us INTEGER NOT NULL,"
    "  state TEXT NOT NULL, made_by TEXT NOT NULL, note TEXT);"
    "CREATE INDEX finding_history_of ON finding_history(fid);"
    /* Hosts that somebody confirmed as phishing: what labels are learned from. day: since
     * 1970-01-01. */
    "CREATE TABLE confirmed_name(day INTEGER NOT NULL, host TEXT NOT NULL,"
    "  registrable TEXT NOT NULL, brand TEXT, source TEXT, PRIMARY KEY(day, host)) WITHOUT ROWID;";

/* Version 4: what scanning must know of an indicator. */
static const char version_4[] =
    "ALTER TABLE indicator ADD COLUMN valid_from TEXT;"
    "ALTER TABLE indicator ADD COLUMN valid_until TEXT;"
    "ALTER TABLE indicator ADD COLUMN confidence INTEGER;"
    "ALTER TABLE indicator ADD COLUMN tlp TEXT;"
    /* The entity of the event or STIX indicator that it was published in: whose claims say to whom
     * it is attributed. */
    "ALTER TABLE indicator ADD COLUMN report INTEGER;"
    "UPDATE indicator SET report=(SELECT min(o.eid) FROM object o WHERE o.did=indicator.did"
    "  AND o.latest=1 AND o.media='misp-event' HAVING count(DISTINCT o.eid)=1);"
    "CREATE INDEX indicator_report ON indicator(report) WHERE report IS NOT NULL;"
    /* What is known of an indicator that was seen in logs, and how often it was seen. scan_us,
     * scan_count: of the scan that counted last; count is the largest of all scans. */
    "CREATE TABLE sighted(fid INTEGER PRIMARY KEY, actor_id TEXT, actor_country TEXT, actor_source "
    "TEXT,"
    "  source TEXT, context TEXT, tlp TEXT, confidence INTEGER NOT NULL);"
    "CREATE TABLE sighting(fid INTEGER NOT NULL, day INTEGER NOT NULL, machine TEXT NOT NULL,"
    "  role TEXT NOT NULL, file TEXT NOT NULL, count INTEGER NOT NULL, first_us INTEGER NOT NULL,"
    "  last_us INTEGER NOT NULL, field TEXT, kind TEXT, seen TEXT, offset INTEGER NOT NULL,"
    "  line INTEGER NOT NULL, organisation TEXT, scan_us INTEGER NOT NULL,"
    "  scan_count INTEGER NOT NULL DEFAULT 0,"
    "  PRIMARY KEY(fid, day, machine, role, file)) WITHOUT ROWID;"
    "CREATE INDEX sighting_day ON sighting(day);"
    /* Tells one state of the store from another: what is compiled from it is kept by this. */
    "CREATE TABLE state(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "INSERT INTO state VALUES('store', lower(hex(randomblob(16)))), ('changes', '0');";

/* Version 5: by whose word an indicator's actor is called so, and sponsored by a country. */
static const char version_5[] = "ALTER TABLE sighted ADD COLUMN actor_said TEXT;"
                                "ALTER TABLE sighted ADD COLUMN country_source TEXT;";

/* Version 6: `file` tells contents apart (a fingerprint, or a canonical path), `path` is the name
 * under which they were seen last; NULL: `file` is what an earlier version wrote, the path. */
static const char version_6[] = "ALTER TABLE sighting ADD COLUMN path TEXT;";

const char *const yg_schema_migrations[] = {version_1, version_2, version_3,
                                            version_4, version_5, version_6};
const int yg_schema_version = sizeof yg_schema_migrations / sizeof *yg_schema_migrations;
