// SQLite for Swift. Swift imports neither variadic functions nor the casts behind SQLITE_STATIC and
// SQLITE_TRANSIENT, and lets the results of C functions fall: each shim mends one of these.
#pragma once

#include <sqlite3.h>

#define BRIDGE_CHECK __attribute__((warn_unused_result))

// sqlite3_config() is variadic. Without the statistics, malloc and free need no mutex.
static inline int bridge_sqlite_memory_statistics_off(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// sqlite3_db_config() is variadic.
BRIDGE_CHECK static inline int bridge_sqlite_keep_log_on_close(sqlite3 *connection, int is_kept) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_kept, (int *)0);
}

// https://www.sqlite.org/c3ref/bind_blob.html: a null pointer binds NULL, whatever the length. An
// empty Swift array may have one, and means an empty value.
static inline const void *bridge_sqlite_bytes(const void *bytes) { return bytes ? bytes : ""; }

// Lent: the bytes stay where they are until the statement is reset and the parameter rebound.
BRIDGE_CHECK static inline int bridge_sqlite_bind_text_lent(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_text64(
        statement, index, bridge_sqlite_bytes(bytes), count, SQLITE_STATIC, SQLITE_UTF8);
}

// Copied: SQLite keeps a copy of its own.
BRIDGE_CHECK static inline int bridge_sqlite_bind_text_copied(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_text64(
        statement, index, bridge_sqlite_bytes(bytes), count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

BRIDGE_CHECK static inline int bridge_sqlite_bind_blob_copied(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(
        statement, index, bridge_sqlite_bytes(bytes), count, SQLITE_TRANSIENT);
}

// The methods of a log whose writes are gathered, and what they work on: SQLite hands the methods a
// file, the file names its methods, and these come first here.
typedef struct {
    sqlite3_io_methods methods;
    // Those that the file was opened with.
    const sqlite3_io_methods *_Nonnull system;
    // What is gathered, and where in the file it belongs.
    void *_Nonnull bytes;
    int count;
    sqlite3_int64 offset;
} bridge_gathered_log;
