/* The tables, as migrations: a store of version n runs all from n on when it is opened. */
#ifndef YG_STORE_SCHEMA_H
#define YG_STORE_SCHEMA_H

/* "YGRA" in the file's header (PRAGMA application_id), so that another program's file is refused.
 */
#define YG_SCHEMA_APPLICATION_ID 0x59475241

extern const char *const yg_schema_migrations[];
extern const int yg_schema_version;

#endif
