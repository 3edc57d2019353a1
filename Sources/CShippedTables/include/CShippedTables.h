#ifndef HEADWATER_SHIPPED_TABLES_H
#define HEADWATER_SHIPPED_TABLES_H
#include <stddef.h>

/// A data table compiled into the program: its name and its bytes.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} headwater_table;

/// The tables, and how many there are.
const headwater_table *headwater_table_list(size_t *count);

#endif
